// Runs one of minio-go's functional tests, which this is built together with: the one that the argument names.
// Without an argument it prints the names of those that are about versions and object lock.
package main

import (
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"runtime"
	"strings"
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
