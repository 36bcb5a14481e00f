"""pyarrow: a data set in many files, and a large stream, through its own S3 file system."""

import os
import urllib.parse

import pyarrow
import pyarrow.dataset
from pyarrow import fs

BUCKET = "clients-pyarrow"

node = fs.S3FileSystem(
    access_key=os.environ["AWS_ACCESS_KEY_ID"],
    secret_key=os.environ["AWS_SECRET_ACCESS_KEY"],
    endpoint_override=urllib.parse.urlsplit(os.environ["HORIZON_S3_URL"]).netloc,
    scheme="http",
    region=os.environ["AWS_DEFAULT_REGION"],
    allow_bucket_creation=True,
    allow_bucket_deletion=True,
)
node.create_dir(BUCKET)

rows = 300_000
table = pyarrow.table({
    "id": pyarrow.array(range(rows)),
    "group": pyarrow.array([f"g{i % 7}" for i in range(rows)]),
    "value": pyarrow.array([i * 0.5 for i in range(rows)]),
})
pyarrow.dataset.write_dataset(
    table, f"{BUCKET}/data", format="parquet", filesystem=node, partitioning=["group"], partitioning_flavor="hive")
data = pyarrow.dataset.dataset(f"{BUCKET}/data", format="parquet", filesystem=node, partitioning="hive")
assert len(data.files) == 7
back = data.to_table().sort_by("id").select(table.column_names)
assert back.cast(table.schema).equals(table)
some = data.to_table(filter=(pyarrow.dataset.field("group") == "g3") & (pyarrow.dataset.field("id") < 1000))
assert sorted(some["id"].to_pylist()) == [i for i in range(1000) if i % 7 == 3]

content = os.urandom(25_000_000)
with node.open_output_stream(f"{BUCKET}/stream") as out:
    for at in range(0, len(content), 1_000_000):
        out.write(content[at:at + 1_000_000])
with node.open_input_file(f"{BUCKET}/stream") as file:
    assert file.size() == len(content)
    file.seek(20_000_000)
    assert file.read(1000) == content[20_000_000:20_001_000]
with node.open_input_stream(f"{BUCKET}/stream") as file:
    assert file.read() == content

node.move(f"{BUCKET}/stream", f"{BUCKET}/moved")
assert node.get_file_info(f"{BUCKET}/stream").type == fs.FileType.NotFound
assert node.get_file_info(f"{BUCKET}/moved").size == len(content)
node.delete_dir(BUCKET)
assert node.get_file_info(BUCKET).type == fs.FileType.NotFound
print(f"pyarrow {pyarrow.__version__}: a partitioned data set written, read and filtered, a stream of 25 MB, seek, move, delete: ok")
