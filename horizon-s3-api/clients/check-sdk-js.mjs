// The AWS SDK for JavaScript: objects, a stream of unknown length, pages of a list, presigned URLs, a batch delete.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { PassThrough, Readable } from "node:stream";
import { pathToFileURL } from "node:url";

// The packages are installed outside of the checkout.
const require = createRequire(pathToFileURL(`${process.env.HORIZON_CLIENTS_NODE}/`));
const {
  S3Client, CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand,
  NoSuchKey, PutObjectCommand, paginateListObjectsV2,
} = require("@aws-sdk/client-s3");
const { Upload } = require("@aws-sdk/lib-storage");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");
const { version } = require("@aws-sdk/client-s3/package.json");

const Bucket = "clients-sdk-js";
const s3 = new S3Client({ endpoint: `${process.env.HORIZON_S3_URL}/s3`, forcePathStyle: true });
const read = async (Key, more) =>
  Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body.transformToByteArray());

await s3.send(new CreateBucketCommand({ Bucket }));

const body = randomBytes(100_000);
await s3.send(new PutObjectCommand({ Bucket, Key: "dir/ü b+c", Body: body, Metadata: { colour: "blue" } }));
assert.deepEqual(await read("dir/ü b+c"), body);
assert.deepEqual(await read("dir/ü b+c", { Range: "bytes=100-199" }), body.subarray(100, 200));
assert.deepEqual((await s3.send(new HeadObjectCommand({ Bucket, Key: "dir/ü b+c" }))).Metadata, { colour: "blue" });
await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "absent" })), NoSuchKey);

const large = randomBytes(17_000_000);
const pieces = [];
for (let at = 0; at < large.length; at += 1_000_000) pieces.push(large.subarray(at, at + 1_000_000));
const stream = Readable.from(pieces).pipe(new PassThrough());
await new Upload({ client: s3, params: { Bucket, Key: "large", Body: stream } }).done();
assert.match((await s3.send(new HeadObjectCommand({ Bucket, Key: "large" }))).ETag, /-4"$/);
assert.deepEqual(await read("large"), large);

const names = Array.from({ length: 25 }, (_, i) => `many/${String(i).padStart(2, "0")}`);
for (const Key of names) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
const listed = [];
let pages = 0;
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 10 }, { Bucket, Prefix: "many/" })) {
  pages += 1;
  listed.push(...page.Contents.map((each) => each.Key));
}
assert.equal(pages, 3);
assert.deepEqual(listed, names);

const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "presigned" }), { expiresIn: 60 });
assert.equal((await fetch(put, { method: "PUT", body })).status, 200);
const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "presigned" }), { expiresIn: 60 });
assert.deepEqual(Buffer.from(await (await fetch(get)).arrayBuffer()), body);
assert.equal((await fetch(get.replace("presigned", "large"))).status, 403);

const all = [...names, "dir/ü b+c", "large", "presigned"].map((Key) => ({ Key }));
const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: all } }));
assert.equal(deleted.Deleted.length, all.length);
await s3.send(new DeleteBucketCommand({ Bucket }));
console.log(
  `AWS SDK for JavaScript ${version}: put, get, a range, a stream of 17 MB in parts, pages of a list, presigned URLs, batch delete: ok`);
