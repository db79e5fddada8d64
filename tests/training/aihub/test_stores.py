"""The same work over object stores: a memory of fsspec's own, and an S3 of one's own."""

import pytest

from tests.ray_cluster import free_port
from training.aihub.archives.scan_report import scan_all
from training.aihub.shards.prepare import Options, prepare
from training.aihub.work.store import Store


def copied(source, url):
    """Copy a folder's archives to a URL."""
    store = Store(url)
    for path in sorted(source.rglob("*.zip")):
        store.write(str(path.relative_to(source)), path.read_bytes())
    return store


def shards(url):
    store = Store(url)
    return {name: store.read(name) for name in store.files("shards") + store.files("manifests")}


def test_archives_in_memory_give_the_same_shards(sound_archives, tmp_path):
    copied(sound_archives[0], "memory://archives")
    told = prepare(Options("memory://archives", "memory://data", tar=True))
    prepare(Options(str(sound_archives[0]), str(tmp_path), tar=True))
    assert told.photos == 56
    assert shards("memory://data") == shards(str(tmp_path))


@pytest.fixture
def bucket(monkeypatch):
    """Start an S3 server; return the URL of a bucket."""
    pytest.importorskip("s3fs", reason="the extra s3 is not installed")
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    port = free_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    running = server.ThreadedMotoServer("127.0.0.1", port, verbose=False)
    running.start()
    Store("s3://pills").fs.mkdir("pills")
    yield "s3://pills"
    running.stop()


@pytest.mark.filterwarnings("ignore")  # of the S3 server's own
def test_archives_on_s3_give_the_same_shards(sound_archives, tmp_path, bucket):
    copied(sound_archives[0], f"{bucket}/archives")
    told = prepare(Options(f"{bucket}/archives", f"{bucket}/data", tar=True))
    prepare(Options(str(sound_archives[0]), str(tmp_path), tar=True))
    assert told.photos == 56
    assert shards(f"{bucket}/data") == shards(str(tmp_path))
    again = scan_all(f"{bucket}/archives", f"{bucket}/data", verify=False)
    assert again["labels"] == sound_archives[1]["labels"]


@pytest.fixture
def gs_bucket(monkeypatch):
    """Start a double of Google Cloud Storage; return the URL of a bucket."""
    pytest.importorskip("gcsfs", reason="the extra gs is not installed")
    emulator = pytest.importorskip(
        "gcp_storage_emulator.server", reason="gcp-storage-emulator is not installed"
    )
    port = free_port()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")  # the double speaks no gRPC
    server = emulator.create_server("127.0.0.1", port, in_memory=True, default_bucket="pills")
    server.start()
    yield "gs://pills"
    server.stop()


@pytest.mark.slow  # the double does not know how to move a file, and gcsfs asks it several times
@pytest.mark.filterwarnings("ignore")  # of the double's own
def test_a_file_goes_to_google_cloud_storage_and_comes_back(gs_bucket):
    store = Store(f"{gs_bucket}/data")
    store.write("shards/a.tar", b"0123456789")
    assert (store.files(), store.read("shards/a.tar")) == (["shards/a.tar"], b"0123456789")
    with store.reading("shards/a.tar") as file:
        file.seek(4)
        assert file.read(3) == b"456"
