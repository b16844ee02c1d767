"""What runs each step. To add a step, add its row here and in `mediasvc/domain/steps.py`."""

from collections.abc import Callable, Mapping

from mediasvc.domain.build import Translation
from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import Part, Step
from mediasvc.domain.translations import own_language
from mediasvc.domain.variants import Picture, Sound, Variant, wanted
from workers.steps import (
    automatic_captions,
    bind_slides,
    build_warnings,
    encode_picture,
    encode_sound,
    evidence,
    hear_speech,
    hear_words,
    ingest,
    master_audio,
    measure_narration,
    measure_sound,
    mux,
    narration,
    plan_timeline,
    publish,
    read_captions,
    read_pictures,
    read_slides,
    render_slides,
    tag,
    time_captions,
    watch_video,
)
from workers.steps.context import BuildContext
from workers.timed_text.captions_file import ReadCaptions
from workers.timing.seen import Seen

OnShare = Callable[[float], None]
# Runs a step for one of its parts, reports the share that is done, 0 to 1, and returns the node's result.
Run = Callable[[BuildContext, Part | None, OnShare], object]


def _ingest(context: BuildContext, *_: object) -> ingest.Ingested:
    ingested = ingest.run(context.artifacts, context.request.files, context.limits)
    ingested = ingest.with_belongings(context.artifacts, context.request, ingested, context.limits)
    return narration.with_narration(context.artifacts, ingested)


def _read_slides(context: BuildContext, *_: object) -> tuple[read_slides.ReadDeck, ...]:
    ingested = context.ingested
    return read_slides.run(context.artifacts, ingested.decks, context.limits, ingested.first_decks)


def _render_slides(context: BuildContext, _: Part | None, on_share: OnShare) -> tuple[render_slides.RenderedDeck, ...]:
    return render_slides.run(context.artifacts, context.decks, on_share)


def _bind_slides(context: BuildContext, *_: object) -> object:
    return bind_slides.run(context.artifacts, context.ingested.decks)


def _read_pictures(context: BuildContext, _: Part | None, on_share: OnShare) -> tuple[str, ...]:
    return read_pictures.run(context.artifacts, context.decks, context.request.details.language, on_share)


def _measure_sound(context: BuildContext, _: Part | None, on_share: OnShare) -> measure_sound.MeasuredSound:
    ingested = context.ingested
    slides = [slide for deck in ingested.narration for slide in deck]
    if not ingested.recordings:
        return measure_narration.run(context.artifacts, slides, context.limits, on_share, track=ingested.track)
    sound = measure_sound.run(context.artifacts, ingested.recordings, context.limits, on_share, track=ingested.track)
    return measure_narration.beside(context.artifacts, sound, slides, context.limits)


def _master_audio(context: BuildContext, _: Part | None, on_share: OnShare) -> master_audio.Master:
    return master_audio.run(context.artifacts, context.sound, on_share, clean_up=context.request.clean_up)


def _read_captions(context: BuildContext, of: Part | None, _: OnShare) -> ReadCaptions | None:
    translation = _translation(of)
    if translation is None:
        captions = context.ingested.captions
    else:
        captions = translation.source if translation in context.ingested.translations else None
    try:
        return captions and read_captions.run(context.artifacts, captions, context.duration_ms, context.limits)
    except MediasvcError as error:
        if translation is None:
            error.language = own_language(context.request.details.language)
            raise
        # Its file may have the name of another one.
        raise error.in_language(translation.language) from error


def _translation(of: Part | None) -> Translation | None:
    if of is not None and not isinstance(of, Translation):
        raise TypeError(f"captions are in the talk's language or a translation, not {of}")
    return of


def _hear_speech(context: BuildContext, *_: object) -> tuple[Span, ...] | None:
    return hear_speech.run(context.artifacts, context.master) if evidence.wants_speech(context) else None


def _hear_words(context: BuildContext, _: Part | None, on_share: OnShare) -> hear_words.HeardWords | None:
    if context.recogniser is None or not evidence.wants_words(context):
        return None
    language = context.request.details.language
    return hear_words.run(context.artifacts, context.recogniser, context.master, context.speech, language, on_share)


def _watch_video(context: BuildContext, *_: object) -> Seen | None:
    if not context.ingested.recordings:
        return None
    return watch_video.run(context.artifacts, context.sound, context.rendered, context.limits)


def _time_captions(context: BuildContext, of: Part | None, _: OnShare) -> ReadCaptions | None:
    captions = context.read_captions(_translation(of))
    return captions and time_captions.run(captions, context.speech, context.duration_ms)


def _plan_timeline(context: BuildContext, *_: object) -> plan_timeline.Planned:
    cues, given = context.ingested.cues, None
    if cues is not None:
        given = plan_timeline.GivenCues(cues, of_other_files=context.request.has_cues_of_others)
    slides = read_slides.visible_slides(context.decks)
    method, heard = evidence.method_of(context), evidence.heard(context)
    return plan_timeline.run(context.artifacts, method, slides, context.duration_ms, given, context.limits, heard)


def _encode_track(context: BuildContext, track: Part | None, on_share: OnShare) -> object:
    if isinstance(track, Picture):
        return encode_picture.run(context.artifacts, context.decks, context.timeline, track, on_share)
    if isinstance(track, Sound):
        return encode_sound.run(context.artifacts, context.master, track, on_share)
    raise TypeError(f"a track is a sound or a picture, not {track}")


def _mux(context: BuildContext, variant: Part | None, _: OnShare) -> mux.MuxedFile:
    if not isinstance(variant, Variant):
        raise TypeError(f"a rendition is of a variant, not of {variant}")
    sound = context.sound_track(variant.sound)
    picture = None if variant.picture is None else context.picture_track(variant.picture)
    contents = mux.contents_of(context.rendered, context.timeline) if variant.chaptered else None
    return mux.run(context.artifacts, variant, sound, picture, contents, context.duration_ms)


def _tag(context: BuildContext, variant: Part | None, _: OnShare) -> mux.MuxedFile:
    if not isinstance(variant, Variant):
        raise TypeError(f"a rendition is of a variant, not of {variant}")
    with context.database.reading() as catalogue:
        series = catalogue.seminars.by_id(context.build.seminar_id).series
    tags = tag.tags_of(context.request.details, series)
    return tag.run(context.artifacts, context.muxed(variant), tags)


def _publish(context: BuildContext, *_: object) -> None:
    captions, words = context.captions, context.words
    variants = wanted(context.request.also)
    automatic = automatic_captions.run(context.request, words, context.translations)
    made = publish.Made(
        context.rendered,
        context.bound,
        context.timeline,
        {variant: context.rendition(variant) for variant in variants},
        build_warnings.warnings_of(context, variants),
        captions.said if captions else automatic and automatic.said,
        {language: translated.said for language, translated in context.translations.items()},
        context.picture_texts,
        None if captions else automatic,
        words and words.awaits,
    )
    publish.run(context.database, context.storage, context.build, made)


RUNS: Mapping[Step, Run] = {
    Step.INGEST: _ingest,
    Step.READ_SLIDES: _read_slides,
    Step.RENDER_SLIDES: _render_slides,
    Step.BIND_SLIDES: _bind_slides,
    Step.READ_PICTURES: _read_pictures,
    Step.MEASURE_SOUND: _measure_sound,
    Step.MASTER_AUDIO: _master_audio,
    Step.HEAR_SPEECH: _hear_speech,
    Step.READ_CAPTIONS: _read_captions,
    Step.WATCH_VIDEO: _watch_video,
    Step.TIME_CAPTIONS: _time_captions,
    Step.HEAR_WORDS: _hear_words,
    Step.PLAN_TIMELINE: _plan_timeline,
    Step.ENCODE_TRACK: _encode_track,
    Step.MUX: _mux,
    Step.TAG: _tag,
    Step.PUBLISH: _publish,
}
