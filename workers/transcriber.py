"""Recognises the words of talks, as jobs of the queue."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

import structlog

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import (
    InternalError,
    MediasvcError,
    NotFound,
    RecognitionUnavailable,
    TransientError,
)
from mediasvc.domain.job import JOB_LIMITS, JobKind
from mediasvc.domain.recognition import Recognised
from mediasvc.domain.recognition_job import Recognition
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.settings import load_settings
from mediasvc.usecases.build_again import build_with_words
from mediasvc.usecases.recognitions import begin_recognition, end_recognition
from workers.confinement import confine_as_can_be
from workers.process import Children, belong_to
from workers.recognition.model import Model, find_model
from workers.recognition.recognise import VERSION, recognise
from workers.steps import hear_speech
from workers.steps.artifacts import Artifacts
from workers.steps.master_audio import Master, master_file
from workers.words_tell import let_be_what_stays_the_same

RETRY_AFTER_S = (1, 10)
# What is kept of a recognition on its way, and was not touched for so long, belongs to none that goes on.
ABANDONED_S = 7 * 24 * 3600

log = structlog.get_logger()


def run_recognition(recognition_id: str) -> None:
    """Recognise the words of this id, as a job of the queue; then build the talks again that await them.

    One that is at its end is left alone. Raises TransientError: it may work another time, and has attempts left.
    """
    with open_service(load_settings()) as service:
        structlog.contextvars.bind_contextvars(recognition=recognition_id)
        if service.settings.weaker_sandbox_because_every_file_is_trusted:
            confine_as_can_be()
        belong_to(Children())
        recognise_words(service, Digest(recognition_id))


def recognise_words(service: Service, recognition_id: Digest) -> None:
    """Recognise these words, unless that is done, and build the talks that await them. Raises TransientError."""
    begun = begin_recognition(service.database, recognition_id)
    if begun is not None:
        log.info("recognition begun", attempt=begun.attempts, model=begun.model)
        ended = _ended(service, begun)
        end_recognition(service.database, ended)
        _tidy(_folder(service, begun))
        log.info("recognition ended", state=ended.state, has_words=ended.has_words)
    build_with_words(service.database, service.queue)


def _ended(service: Service, begun: Recognition) -> Recognition:
    try:
        return _done(service, begun)
    except TransientError as error:
        log.warning("recognition interrupted", error=error.message, attempt=begun.attempts)
        if begun.attempts < JOB_LIMITS[JobKind.TRANSCRIBE].attempts:
            time.sleep(RETRY_AFTER_S[begun.attempts - 1])
            raise
        return begun.failed(error.failure)
    except MediasvcError as error:
        return begun.failed(error.failure)
    except Exception as error:
        log.exception("recognition failed")
        return begun.failed(InternalError(f"{type(error).__name__}: {error}").failure)


def _done(service: Service, begun: Recognition) -> Recognition:
    artifacts = Artifacts(service.storage, service.settings.data_dir / "cache")
    model = _model(service, begun)
    master = artifacts.found(begun.master, Master)
    if master is None:
        raise NotFound("the sound of the talk")
    key = artifact_key(Step.HEAR_WORDS, VERSION, {"model": model.identity, "language": begun.language}, [begun.master])
    folder = _folder(service, begun)
    words = artifacts.made(key, Recognised, lambda _: _heard(artifacts, master, begun.language, model, folder))
    done = begun.done(key, has_words=bool(words.words))
    if done.has_words:
        let_be_what_stays_the_same(service, artifacts, done, words)
    artifacts.tidy(service.settings.cache_bytes)
    return done


def _folder(service: Service, begun: Recognition) -> Path:
    """Return where what was recognised so far is kept."""
    return service.settings.data_dir / "cache" / "recognition" / begun.id


def _tidy(folder: Path) -> None:
    """Remove what is kept of a recognition that has ended, and of those that nobody goes on with."""
    shutil.rmtree(folder, ignore_errors=True)
    for other in folder.parent.glob("*"):
        with suppress(FileNotFoundError):
            if max(path.stat().st_mtime for path in (other, *other.iterdir())) < time.time() - ABANDONED_S:
                shutil.rmtree(other, ignore_errors=True)


def _model(service: Service, begun: Recognition) -> Model:
    """Return this host's model. Raises RecognitionUnavailable where it is another one than the build asks for."""
    wanted = service.settings.asr_model
    if wanted is None or service.model != begun.model:
        there = "none" if service.model is None else f"the model {service.model}"
        raise RecognitionUnavailable(f"the talk is to be recognised by {begun.model}, and its worker has {there}")
    return find_model(wanted, service.settings.data_dir)


def _heard(artifacts: Artifacts, master: Master, language: str | None, model: Model, folder: Path) -> Recognised:
    """Return the words. The folder outlives a run that dies: what it had recognised is not recognised again."""
    folder.mkdir(parents=True, exist_ok=True)
    speech = hear_speech.run(artifacts, master)
    sound = master_file(artifacts, master)
    return recognise(sound, master.duration_ms, speech, language, model, folder, lambda _: None)
