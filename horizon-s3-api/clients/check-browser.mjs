// A page in a real browser uploads and reads by URLs that the AWS SDK for JavaScript presigned, from another origin.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";

// The packages are installed outside of the checkout.
const require = createRequire(pathToFileURL(`${process.env.HORIZON_CLIENTS_NODE}/`));
const {
  S3Client, CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand,
  PutBucketCorsCommand, PutObjectCommand,
} = require("@aws-sdk/client-s3");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

const Bucket = "clients-browser";
const s3 = new S3Client({ endpoint: `${process.env.HORIZON_S3_URL}/s3`, forcePathStyle: true });
const presign = (command, options) => getSignedUrl(s3, command, { expiresIn: 60, ...options });

// What the page does: it uploads by each URL with a type of its own, reads back, and reports here.
const page = (requests) => `<!doctype html><meta charset="utf-8"><script type="module">
const answers = [];
for (const { url, method, type } of ${JSON.stringify(requests)}) {
  const body = method === "PUT" ? new Blob(["from the browser"], { type }) : undefined;
  try {
    const answer = await fetch(url, { method, body });
    answers.push({ status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() });
  } catch (error) {
    answers.push({ status: 0, text: String(error) });
  }
}
await fetch("/report", { method: "POST", body: JSON.stringify(answers) });
</script>`;

// Opens the page in a browser without a window, and answers with what it reports.
async function inBrowser(server, requests) {
  const reported = new Promise((resolve) => {
    server.removeAllListeners("request");
    server.on("request", async (request, response) => {
      if (request.method === "POST") {
        let text = "";
        for await (const piece of request) text += piece;
        response.end();
        resolve(JSON.parse(text));
      } else {
        response.setHeader("content-type", "text/html");
        response.end(request.url === "/" ? page(requests) : "");
      }
    });
  });
  const browser = spawn("chromium", [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
    "--disable-background-networking", "--disable-component-update", `--user-data-dir=${process.cwd()}/profile`,
    `http://127.0.0.1:${server.address().port}/`,
  ], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(browser, "exit");
  let timer;
  try {
    const failed = ended.then(([code]) => Promise.reject(new Error(`chromium ended with ${code} before its page did`)));
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("the page did not report within 120 s")), 120_000);
    });
    return await Promise.race([reported, failed, late]);
  } finally {
    clearTimeout(timer);
    browser.kill();
    await ended;
  }
}

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;

await s3.send(new CreateBucketCommand({ Bucket }));
await s3.send(new PutBucketCorsCommand({
  Bucket,
  CORSConfiguration: { CORSRules: [{ AllowedOrigins: [origin], AllowedMethods: ["GET", "PUT"], AllowedHeaders: ["*"] }] },
}));
const free = new PutObjectCommand({ Bucket, Key: "free" });
const typed = new PutObjectCommand({ Bucket, Key: "typed", ContentType: "text/plain" });
const signType = { signableHeaders: new Set(["content-type"]) };
const answers = await inBrowser(server, [
  { method: "PUT", type: "image/png", url: await presign(free) },
  { method: "PUT", type: "text/html", url: await presign(typed, signType) },
  { method: "PUT", type: "text/plain", url: await presign(typed, signType) },
  { method: "GET", url: await presign(new GetObjectCommand({ Bucket, Key: "free" })) },
]);

assert.deepEqual(answers.map((each) => each.status), [200, 403, 200, 200], JSON.stringify(answers));
assert.match(answers[1].text, /SignatureDoesNotMatch/);
assert.equal(answers[3].text, "from the browser");
assert.equal(answers[3].type, "image/png");
assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: "free" }))).ContentType, "image/png");
assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: "typed" }))).ContentType, "text/plain");

for (const Key of ["free", "typed"]) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
await s3.send(new DeleteBucketCommand({ Bucket }));
server.close();
const version = /(\d[\d.]*)/.exec(execFileSync("chromium", ["--version", "--no-sandbox"], { encoding: "utf8" }))[1];
console.log(
  `Chromium ${version}: uploads and reads of a page by URLs that the SDK for JavaScript presigned, its type signed or not: ok`);
process.exit(0);
