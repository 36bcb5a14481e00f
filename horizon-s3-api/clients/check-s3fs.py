"""s3fs, the file system that pandas, dask and others open s3:// with."""

import os
import pathlib

import s3fs

BUCKET = "clients-s3fs"
node = s3fs.S3FileSystem(endpoint_url=os.environ["HORIZON_S3_URL"] + "/s3")
node.mkdir(BUCKET)

body = os.urandom(100_000)
node.pipe(f"{BUCKET}/dir/one", body)
assert node.cat(f"{BUCKET}/dir/one") == body
assert node.cat_file(f"{BUCKET}/dir/one", start=500, end=900) == body[500:900]

# Larger than a block, so that it goes up in parts and comes back in ranges.
large = os.urandom(60_000_000)
with node.open(f"{BUCKET}/large", "wb") as file:
    for at in range(0, len(large), 7_000_000):
        file.write(large[at:at + 7_000_000])
with node.open(f"{BUCKET}/large", "rb", block_size=5 << 20) as file:
    file.seek(31_000_000)
    assert file.read(2_000_000) == large[31_000_000:33_000_000]
    file.seek(0)
    assert file.read() == large

folder = pathlib.Path("folder/deep")
folder.mkdir(parents=True)
for name in ("a", "with space + ü"):
    (folder / name).write_bytes(os.urandom(2000))
node.put("folder", f"{BUCKET}/up", recursive=True)
node.get(f"{BUCKET}/up", "back", recursive=True)
for each in folder.iterdir():
    assert (pathlib.Path("back/deep") / each.name).read_bytes() == each.read_bytes()

node.mv(f"{BUCKET}/large", f"{BUCKET}/moved")
node.invalidate_cache()
assert not node.exists(f"{BUCKET}/large") and node.size(f"{BUCKET}/moved") == len(large)
assert sorted(node.find(BUCKET)) == sorted(
    f"{BUCKET}/{name}" for name in ("dir/one", "moved", "up/deep/a", "up/deep/with space + ü"))
node.rm(BUCKET, recursive=True)
node.invalidate_cache()
assert not node.exists(BUCKET)
print(f"s3fs {s3fs.__version__}: pipe, cat, ranges, 60 MB in parts, seek, put and get of folders, mv, find, rm: ok")
