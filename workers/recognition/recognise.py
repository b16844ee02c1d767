"""Words with their times from the sound of a talk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import ConversionFailed, LanguageNotRecognised, PermanentError, RecognitionUnavailable
from mediasvc.domain.recognition import Recognised, RecognisedWord
from mediasvc.domain.speech import Span
from workers.process import run_python
from workers.recognition import listen
from workers.recognition.chunks import Chunk, chunks_of
from workers.recognition.heard import HeardChunk
from workers.recognition.invented import Passage, spoken
from workers.recognition.kept import Kept, identity_of
from workers.recognition.languages import for_engine, from_engine
from workers.recognition.model import Model
from workers.sandbox.bounds import MEGABYTE, Limits

# To be raised when what comes out for the same talk and model changes.
VERSION = 1
ENGLISH = "en"
# Half an hour of speech. A process for each: what an engine takes more and more of is given back.
CHUNKS_AT_ONCE = 60
# Of libgomp: threads that wait do not spin. And what the engine must not look for.
VARIABLES = {"OMP_WAIT_POLICY": "passive", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
# With `base` it takes 0.45 GB, its file 0.15, and 3 CPU-s for a batch; the largest of 3 GB takes a hundred times that.
LEAST_MB, MB_A_MEGABYTE, LEAST_ADDRESS_MB = 1_024, 4, 8_192
LEAST_CPU_S, CPU_S_A_MEGABYTE = 60.0, 1.0
LONGEST_LINE = 1024 * 1024


def recognise(
    master: Path,
    duration_ms: int,
    speech: Sequence[Span],
    language: str | None,
    model: Model,
    folder: Path,
    on_share: Callable[[float], None],
) -> Recognised:
    """Return what is said in the master (16 bits, mono, 48 kHz) in these spans of speech, in order.

    `language` (BCP 47) is the talk's; where it is None, the model finds it out. `folder` is for what is kept on the
    way: given again after an end in the middle, what was recognised before is not recognised again. `on_share` hears
    the share that is done, from 0 to 1.

    Raises:
        LanguageNotRecognised: the model does not know the talk's language.
        RecognitionUnavailable: the model cannot be loaded.
        ConversionFailed, OutOfMemory and others: as `workers.process.run` does.
    """
    asked = language and for_engine(language)
    if not model.is_multilingual and asked not in (None, ENGLISH):
        raise LanguageNotRecognised(f"{model.name} recognises English only, and the talk is in {language}")
    chunks = chunks_of(speech, duration_ms, master)
    kept = Kept(folder, identity_of(VERSION, model.identity, asked, master, chunks))
    while len(kept.chunks) < len(chunks):
        some = chunks[len(kept.chunks) :][:CHUNKS_AT_ONCE]
        job = listen.Job(master, model.folder, kept.language or asked, tuple(some))
        _run(job, model, folder, _Ear(kept, len(chunks), on_share))
    heard = kept.language and from_engine(kept.language)
    passages = [_passage(chunk, each) for chunk, each in zip(chunks, kept.chunks, strict=True)]
    words = [replace(word, end_ms=min(word.end_ms, duration_ms)) for word in spoken(passages, speech)]
    within = tuple(word for word in words if word.start_ms < word.end_ms)
    return Recognised(within, (language or heard) if within else None, model.name, _warnings(passages, len(within)))


@dataclass
class _Ear:
    """Hears the answers of the engine, of which `count` are chunks in all."""

    kept: Kept
    count: int
    on_share: Callable[[float], None]
    rest: bytes = b""
    refusal: PermanentError | None = None

    def hear(self, piece: bytes) -> None:
        *lines, self.rest = (self.rest + piece).split(b"\n")
        if len(self.rest) > LONGEST_LINE:
            raise ConversionFailed("the recogniser answers without an end")
        for line in lines:
            self._hear_line(line)
        self.on_share(len(self.kept.chunks) / self.count)

    def _hear_line(self, line: bytes) -> None:
        if len(self.kept.chunks) >= self.count:
            raise ConversionFailed("the recogniser answers more than it was asked")
        try:
            told = self.kept.add(line)
        except ValidationError as error:
            raise ConversionFailed("the recogniser answers in another form") from error
        if told.unloadable is not None:
            self.refusal = RecognitionUnavailable(f"the model cannot be loaded: {told.unloadable}")
        if told.is_unknown_language:
            self.refusal = LanguageNotRecognised()


def _run(job: listen.Job, model: Model, folder: Path, ear: _Ear) -> None:
    """Let the engine do the job in the sandbox."""
    before = len(ear.kept.chunks)
    told = TypeAdapter(listen.Job).dump_json(job).decode()
    reads = [job.master, *model.places]
    limits = _limits(model, len(job.chunks))
    run_python(listen.__name__, told, folder=folder, reads=reads, limits=limits, variables=VARIABLES, on_bytes=ear.hear)
    if ear.refusal is not None:
        raise ear.refusal
    if len(ear.kept.chunks) - before != len(job.chunks):
        raise ConversionFailed("the recogniser did not answer all that it was asked")


def _limits(model: Model, chunks: int) -> Limits:
    megabytes = model.weights_bytes // MEGABYTE
    batch_cpu_s = LEAST_CPU_S + CPU_S_A_MEGABYTE * megabytes
    return Limits(
        seconds=batch_cpu_s * 10 * (chunks + 1),
        cpu_seconds=batch_cpu_s * (chunks + 1),
        quiet_cpu_s=batch_cpu_s * 2,
        idle_s=300,  # it gives way to builds
        memory_mb=LEAST_MB + MB_A_MEGABYTE * megabytes,
        address_mb=LEAST_ADDRESS_MB + 2 * MB_A_MEGABYTE * megabytes,
    )


def _warnings(passages: Sequence[Passage], kept: int) -> tuple[BuildWarning, ...]:
    written = sum(len(passage.words) for passage in passages)
    if written == kept:
        return ()
    sentence = f"{written - kept:,} of {written:,} words that the recogniser wrote are cut, as invented or repeated."
    return (BuildWarning("words_cut", sentence),)


def _passage(chunk: Chunk, heard: HeardChunk) -> Passage:
    words = [
        RecognisedWord(chunk.in_talk(word.start_ms), chunk.in_talk(word.end_ms), word.text) for word in heard.words
    ]
    return Passage(chunk.stretches, words, heard.log_probability, heard.silence_probability)
