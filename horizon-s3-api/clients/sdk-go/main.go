// The AWS SDK for Go 2: objects, streams of unknown length with every checksum, attributes, presigned URLs, pages, errors.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

var bucket = aws.String("clients-sdk-go")

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err, "\n", string(debug.Stack()))
	}
	return value
}

func check(holds bool, what ...any) {
	if !holds {
		log.Fatal(fmt.Sprintln(what...), string(debug.Stack()))
	}
}

func main() {
	ctx := context.Background()
	client := s3.NewFromConfig(must(config.LoadDefaultConfig(ctx)), func(o *s3.Options) {
		o.BaseEndpoint = aws.String(os.Getenv("HORIZON_S3_URL") + "/s3")
		o.UsePathStyle = true
	})
	must(client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}))
	objects(ctx, client)
	streams(ctx, client)
	presigned(ctx, client)
	pages(ctx, client)
	fails(ctx, client)

	listed := must(client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket}))
	var all []types.ObjectIdentifier
	for _, each := range listed.Contents {
		all = append(all, types.ObjectIdentifier{Key: each.Key})
	}
	deleted := must(client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: bucket, Delete: &types.Delete{Objects: all}}))
	check(len(deleted.Deleted) == len(all) && len(deleted.Errors) == 0, "deleted", deleted.Errors)
	must(client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: bucket}))

	fmt.Printf("AWS SDK for Go %s: put, get, a range, 40 MB of unknown length in parts with every checksum, attributes, "+
		"presigned URLs, pages of a list, the region of a bucket, errors, batch delete: ok\n", version())
}

// The version of the module of S3.
func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/aws/aws-sdk-go-v2/service/s3" {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func random(size int) []byte {
	data := make([]byte, size)
	must(rand.Read(data))
	return data
}

func read(ctx context.Context, client *s3.Client, key string, asked *string) []byte {
	answer := must(client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String(key), Range: asked}))
	defer answer.Body.Close()
	return must(io.ReadAll(answer.Body))
}

func objects(ctx context.Context, client *s3.Client) {
	data := random(100_000)
	must(client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: bucket, Key: aws.String("dir/ü b+c"), Body: bytes.NewReader(data), ContentType: aws.String("text/plain"),
		Metadata: map[string]string{"colour": "blue"}, Tagging: aws.String("a=b"),
	}))
	check(bytes.Equal(read(ctx, client, "dir/ü b+c", nil), data), "the object")
	check(bytes.Equal(read(ctx, client, "dir/ü b+c", aws.String("bytes=100-199")), data[100:200]), "the range")
	head := must(client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: aws.String("dir/ü b+c")}))
	check(head.Metadata["colour"] == "blue" && *head.ContentType == "text/plain", "what describes it", head)
	must(client.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: bucket, Key: aws.String("copy"), CopySource: aws.String(*bucket + "/dir/%C3%BC%20b%2Bc"),
	}))
	tags := must(client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: bucket, Key: aws.String("copy")}))
	check(len(tags.TagSet) == 1 && *tags.TagSet[0].Value == "b", "the tags of the copy", tags.TagSet)
}

// What hides that a reader could seek, and how long it is.
type stream struct{ io.Reader }

func streams(ctx context.Context, client *s3.Client) {
	data := random(40_000_000)
	uploader := manager.NewUploader(client, func(u *manager.Uploader) { u.PartSize = 16 << 20 })
	for _, algorithm := range []types.ChecksumAlgorithm{"", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"} {
		key := aws.String("stream" + string(algorithm))
		must(uploader.Upload(ctx, &s3.PutObjectInput{
			Bucket: bucket, Key: key, Body: stream{bytes.NewReader(data)}, ChecksumAlgorithm: algorithm,
		}))
		check(bytes.Equal(read(ctx, client, *key, nil), data), "the stream with", algorithm)
		// The list of what is wanted comes as one header for each.
		attributes := must(client.GetObjectAttributes(ctx, &s3.GetObjectAttributesInput{
			Bucket: bucket, Key: key, ObjectAttributes: types.ObjectAttributesEtag.Values(),
		}))
		check(*attributes.ObjectSize == int64(len(data)) && *attributes.ObjectParts.TotalPartsCount == 3, "its attributes")
		check(attributes.Checksum != nil && attributes.Checksum.ChecksumType != "", "its checksum", algorithm)
	}
}

func presigned(ctx context.Context, client *s3.Client) {
	urls := s3.NewPresignClient(client)
	put := must(urls.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: aws.String("presigned")}))
	check(send(put.Method, put.URL, "image/png", "hello") == 200, "a presigned PUT")
	typed := must(urls.PresignPutObject(ctx, &s3.PutObjectInput{
		Bucket: bucket, Key: aws.String("typed"), ContentType: aws.String("text/plain"),
	}))
	check(send(typed.Method, typed.URL, "text/html", "hello") == 403, "another type than was signed")
	check(send(typed.Method, typed.URL, "text/plain", "hello") == 200, "the type that was signed")
	get := must(urls.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("presigned")}))
	answer := must(http.Get(get.URL))
	defer answer.Body.Close()
	check(string(must(io.ReadAll(answer.Body))) == "hello" && answer.Header.Get("Content-Type") == "image/png", "a presigned GET")
}

func send(method string, url string, contentType string, body string) int {
	request := must(http.NewRequest(method, url, strings.NewReader(body)))
	request.Header.Set("Content-Type", contentType)
	answer := must(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	return answer.StatusCode
}

func pages(ctx context.Context, client *s3.Client) {
	for i := range 25 {
		must(client.PutObject(ctx, &s3.PutObjectInput{
			Bucket: bucket, Key: aws.String(fmt.Sprintf("many/%02d", i)), Body: strings.NewReader("x"),
		}))
	}
	list := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{
		Bucket: bucket, Prefix: aws.String("many/"), MaxKeys: aws.Int32(10),
	})
	found, count := 0, 0
	for list.HasMorePages() {
		found += len(must(list.NextPage(ctx)).Contents)
		count++
	}
	check(found == 25 && count == 3, "pages", found, count)
}

func fails(ctx context.Context, client *s3.Client) {
	_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("absent")})
	var noKey *types.NoSuchKey
	check(errors.As(err, &noKey), "an absent key", err)
	_, err = client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: aws.String("absent")})
	var notFound *types.NotFound
	check(errors.As(err, &notFound), "the head of an absent key", err)
	// It asks without a signature, and reads the region in the answer, whatever its status.
	check(must(manager.GetBucketRegion(ctx, client, *bucket)) == "us-east-1", "the region")
}
