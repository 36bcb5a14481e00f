// Runs one of minio-go's functional tests, which this is built together with, or the one below: the one that the argument
// names. Without an argument it prints the names of those that are about versions, object lock, checksums, forms and URLs.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"reflect"
	"runtime"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Others use versions or locked buckets only by the way. Of them testListMultipartUpload and
// testGetObjectAttributesErrorCases expect what MinIO alone answers: uploads without an owner, version ids that are UUIDs.
var chosen = []func(){
	testListObjectVersions,
	testStatObjectWithVersioning,
	testGetObjectWithVersioning,
	testPutObjectWithVersioning,
	testCopyObjectWithVersioning,
	testConcurrentCopyObjectWithVersioning,
	testComposeObjectWithVersioning,
	testRemoveObjectWithVersioning,
	testRemoveObjectsWithVersioning,
	testObjectTaggingWithVersioning,
	// Objects that are retained.
	testRemoveObjects,
	testRemoveObjectsIter,
	testRemoveMultipleObjectsWithResult,
	testGetObjectAttributes,
	// Checksums, in parts, too. Others expect what MinIO alone answers: checksums that the client names and does not send, and
	// MD5 of a whole made of parts.
	testPutObjectWithChecksums,
	testPutObjectWithTrailingChecksums,
	testPutObjectWithAutoChecksums,
	testTrailingChecksums,
	testListObjectsChecksums,
	testPutObjectStreaming,
	testFPutObjectMultipart,
	unknownLength,
	// Forms and presigned URLs.
	testPresignedPostPolicy,
	testFunctional,
}

// Uploads 40 MB whose length is not known, with each checksum, and by clients that send it before the bytes or behind them.
func unknownLength() {
	ctx := context.Background()
	data := make([]byte, 40_000_000)
	check(rand.Read(data))
	for _, trailing := range []bool{false, true} {
		client := check(minio.New(os.Getenv("SERVER_ENDPOINT"), &minio.Options{
			Creds:           credentials.NewStaticV4(os.Getenv("ACCESS_KEY"), os.Getenv("SECRET_KEY"), ""),
			TrailingHeaders: trailing,
		}))
		bucket := fmt.Sprintf("unknown-length-%t", trailing)
		check(0, client.MakeBucket(ctx, bucket, minio.MakeBucketOptions{}))
		for _, checksum := range []minio.ChecksumType{
			minio.ChecksumNone, minio.ChecksumCRC32, minio.ChecksumCRC32C, minio.ChecksumCRC64NVME, minio.ChecksumSHA1,
			minio.ChecksumSHA256, minio.ChecksumFullObjectCRC32, minio.ChecksumFullObjectCRC32C,
		} {
			for _, threads := range []uint{1, 3} {
				check(client.PutObject(ctx, bucket, "key", bytes.NewReader(data), -1, minio.PutObjectOptions{
					PartSize: 16 << 20, AutoChecksum: checksum, ConcurrentStreamParts: threads > 1, NumThreads: threads,
				}))
				object := check(client.GetObject(ctx, bucket, "key", minio.GetObjectOptions{}))
				if !bytes.Equal(check(io.ReadAll(object)), data) {
					log.Fatal("another object than was uploaded with ", checksum)
				}
			}
		}
		check(0, client.RemoveObject(ctx, bucket, "key", minio.RemoveObjectOptions{}))
		check(0, client.RemoveBucket(ctx, bucket))
	}
	slog.Info("unknownLength", "status", "PASS")
}

func check[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// The name of what was the main function of the tests, which nothing else would use.
var _ = everyTest

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	for _, test := range chosen {
		name := strings.TrimPrefix(runtime.FuncForPC(reflect.ValueOf(test).Pointer()).Name(), "main.")
		switch {
		case len(os.Args) == 1:
			fmt.Println(name)
		case os.Args[1] == name:
			test()
		}
	}
}
