"""A worker makes the square picture of a series from whatever was uploaded, in the sandbox."""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from quick_accounts import account_parts

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.series import Series, SeriesPicture, picture_job
from mediasvc.settings import Settings
from mediasvc.usecases.series import SeriesText, create_series, read_series
from mediasvc.usecases.series_pictures import drop_picture, give_picture, read_picture
from workers.media.square import SIDE_PX
from workers.pictures import make_pictures

WHO = Operator()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with closing(SqlDatabase(sqlite_url(tmp_path / "mediasvc.sqlite3"))) as database:
        database.upgrade()
        storage = LocalStorage(tmp_path / "storage")
        staging = LocalStaging(tmp_path / "staging", storage)
        settings = Settings(data_dir=tmp_path)
        yield Service(database, storage, MemoryJobQueue(), staging=staging, settings=settings, **account_parts())


@pytest.fixture
def series(service: Service) -> Series:
    return create_series(service, WHO, SeriesText("Friday"))


def file_of(kind: str, width: int, height: int, colour: str = "#208040", **more: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **more)
    return file.getvalue()


def become(service: Service, series: Series, content: bytes) -> SeriesPicture:
    """Return the series' picture once a worker has looked at this upload."""
    give_picture(service, WHO, series.slug, BytesIO(content))
    assert picture_job(series.id) in service.queue.live()
    make_pictures(service, series.id)
    picture = read_series(service, WHO, series.slug).picture
    assert picture.given is None
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_square_with_nothing_cut_off(service: Service, series: Series, kind: str) -> None:
    picture = become(service, series, file_of(kind, 2_100, 1_050))
    assert picture.failure is None
    with Image.open(BytesIO(read_picture(service, WHO, series.slug))) as made:
        assert (made.format, made.size) == ("JPEG", (SIDE_PX, SIDE_PX))
        middle = made.getpixel((SIDE_PX // 2, SIDE_PX // 2))
        assert isinstance(middle, tuple)
        assert all(abs(found - wanted) < 8 for found, wanted in zip(middle, (0x20, 0x80, 0x40), strict=True))


def test_what_a_camera_noted_is_left_out_and_the_picture_stands_upright(service: Service, series: Series) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Amina"
    content = file_of("JPEG", 1_500, 1_500, exif=exif)
    assert b"Camera of Amina" in content
    become(service, series, content)
    assert b"Camera" not in read_picture(service, WHO, series.slug)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (file_of("PNG", 1_399, 1_399), "picture_too_small"),
        (file_of("PNG", 12_001, 2), "picture_unusable"),
        (file_of("JPEG", 1_500, 1_500)[:200], "picture_unusable"),
        (file_of("JPEG", 1_500, 1_500)[:9_000], "picture_unusable"),
        (file_of("GIF", 1_500, 1_500), "picture_unusable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture_unusable"),
        (b"\x00", "picture_unusable"),
    ],
    ids=["small", "wide", "cut short", "cut in the middle", "gif", "svg", "nothing"],
)
def test_what_cannot_be_used_is_told_and_the_picture_before_stays(
    service: Service, series: Series, content: bytes, code: str
) -> None:
    before = become(service, series, file_of("PNG", 1_400, 1_400))
    after = become(service, series, content)
    assert after.failure is not None
    assert (after.failure.code, after.shown) == (code, before.shown)


def test_of_two_uploads_the_later_one_counts(service: Service, series: Series) -> None:
    give_picture(service, WHO, series.slug, BytesIO(b"no picture"))
    picture = become(service, series, file_of("PNG", 1_400, 1_400))
    assert picture.failure is None
    drop_picture(service, WHO, series.slug)
    assert read_series(service, WHO, series.slug).picture == SeriesPicture()
