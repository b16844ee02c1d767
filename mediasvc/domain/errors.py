"""Every error that people or programs meet. A class's docstring is its message; `code` and `hint` are contract.

MediasvcError
├── PermanentError            the same input fails the same way
│   ├── DeckEncrypted DeckUnreadable DeckEmpty DeckUnsupported DeckTooLarge DeckMissing
│   ├── RecordingUnreadable RecordingEmpty RecordingNoAudio RecordingUnsupported RecordingTooLong
│   ├── RecordingSilent RecordingMissing
│   ├── CuesInvalid CaptionsInvalid TimingUnavailable
│   ├── SourceDamaged SourceTooLarge
│   ├── NotFound TalkGone Removed Withdrawn NotAllowed TooManyAttempts UploadsTooMany NotSupported Usage Conflict
│   ├── LinkInvalid FormExpired
│   ├── ConversionTimeout ConversionFailed RecognitionUnavailable LanguageNotRecognised
│   └── Cancelled InternalError
└── TransientError            worth another try
    └── StorageFull StorageUnavailable OutOfMemory SandboxUnavailable QueueUnavailable ServiceUnavailable UploadInUse
                              MailUnavailable

The public contract lists the codes; those of TimingUnavailable, SourceDamaged, SourceTooLarge, TalkGone, Removed,
Withdrawn, TooManyAttempts, UploadsTooMany, LinkInvalid, FormExpired, Conflict, Cancelled, InternalError,
SandboxUnavailable, ServiceUnavailable, UploadInUse and MailUnavailable are added to them.
To the contract are added, too, RecognitionUnavailable and LanguageNotRecognised, with which no build fails.

NotSignedIn is the NotAllowed that signing in or showing a token may help with; over HTTP the two are 401 and 403.
StreamingOnly is the NotAllowed of what nobody may save.

Messages and hints are read on pages, in answers of the API and on a terminal, so none names a command or an option: the
command line has hints of its own, in `mediasvc/cli/hints.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from mediasvc.domain.characters import readable
from mediasvc.domain.differences import Difference


@dataclass(frozen=True)
class Failure:
    """An error as it is recorded and shown: a stable code, a sentence for people, and what to do.

    `source` is the name of the file that it is about, as it was handed in, where it is about one; `language` that of
    captions that it is about.
    """

    code: str
    message: str
    hint: str
    source: str | None = None
    language: str | None = None


class MediasvcError(Exception):
    """Something went wrong."""

    code: ClassVar[str]
    hint: ClassVar[str] = ""
    source: str | None = None
    language: str | None = None
    reason: str | None = None

    def __init__(self, detail: str = "", advice: str = "") -> None:
        """`detail` is for people: which file, which line, what was found. `advice` replaces the kind's `hint`."""
        self.detail, self.advice = readable(detail), advice
        super().__init__(self.message)

    def about(self, source: str) -> Self:
        """Return the same error as one about the file of this name, which its message names."""
        told = type(self)(f"{source}: {self.detail}" if self.detail else source, self.advice)
        told.source = readable(source)
        return told

    def in_language(self, language: str) -> Self:
        """Return the same error as one about the captions in this language, which its message names."""
        told = type(self)(f"captions in {language}: {self.detail}", self.advice)
        told.source, told.language = self.source, language
        return told

    def because(self, reason: str) -> Self:
        """Return the error, with a name for what exactly is wrong, by which pages say it in other languages."""
        self.reason = reason
        return self

    @property
    def message(self) -> str:
        sentence = (type(self).__doc__ or "").strip()
        return f"{sentence.removesuffix('.')}: {self.detail}" if self.detail else sentence

    @property
    def failure(self) -> Failure:
        return Failure(self.code, self.message, self.advice or self.hint, self.source, self.language)


class PermanentError(MediasvcError):
    """This cannot work."""


class TransientError(MediasvcError):
    """This did not work this time."""


class DeckEncrypted(PermanentError):
    """The deck needs a password."""

    code, hint = "deck_encrypted", "Save a copy without the password and use that."


class DeckUnreadable(PermanentError):
    """The deck is broken."""

    code, hint = "deck_unreadable", "Open it in the program that made it, save a new copy, or export a PDF."


class DeckEmpty(PermanentError):
    """The deck has no visible slide."""

    code, hint = "deck_empty", "Unhide at least one slide, or hand in the deck that was shown."


class DeckUnsupported(PermanentError):
    """This file is not a deck."""

    code, hint = "deck_unsupported", "Hand in PowerPoint, OpenDocument or PDF slides."


class DeckIsKeynote(DeckUnsupported):
    """This is a Keynote file, which only Apple's programs open."""

    hint = "In Keynote, choose File > Export To > PowerPoint or PDF, and hand in what that makes."


class DeckIsALink(DeckUnsupported):
    """This file is only a link; it holds no slides."""

    hint = (
        "Open the link and save the slides themselves: in Google Slides by File > Download > Microsoft PowerPoint "
        "(.pptx)."
    )


class DeckTooLarge(PermanentError):
    """The deck is over a limit."""

    code, hint = "deck_too_large", "Split the deck, or compress its pictures."


class DeckMissing(PermanentError):
    """There is no deck among the files."""

    code, hint = "deck_missing", "Add the slides: PowerPoint, OpenDocument or PDF."


class RecordingUnreadable(PermanentError):
    """The recording is broken."""

    code, hint = "recording_unreadable", "Play it on your computer first; if it plays, convert it to MP3 or WAV."


class RecordingEmpty(PermanentError):
    """The recording holds no sound."""

    code, hint = "recording_empty", "Copy the file from the recorder again; this one ends before any sound."


class RecordingNoAudio(PermanentError):
    """The video has no sound track."""

    code, hint = "recording_no_audio", "Hand in the file that has the sound."


class RecordingUnsupported(PermanentError):
    """This file is not a recording that can be used."""

    code, hint = "recording_unsupported", "Hand in a sound or video file, such as MP3, WAV, M4A or MP4."


class RecordingTooLong(PermanentError):
    """The recording is over a limit."""

    code, hint = "recording_too_long", "Split it into several talks."


class RecordingSilent(PermanentError):
    """The recording is nothing but silence."""

    code, hint = "recording_silent", "Check which microphone was recorded, and hand in the file with the voice."


class RecordingMissing(PermanentError):
    """There is no recording among the files, and no narration in the slides."""

    code, hint = "recording_missing", "Add the sound recording of the talk, or slides with narration."


class CuesInvalid(PermanentError):
    """The cues file cannot be used."""

    code, hint = "cues_invalid", "Correct that line. Each line names a slide number and its start, such as 3,12:40."


class TimelineInvalid(CuesInvalid):
    """These slide times cannot be used."""

    hint = "Correct that cue, then send all of them again."


class CaptionsInvalid(PermanentError):
    """The captions file cannot be used."""

    code = "captions_invalid"
    hint = "Give captions as WebVTT or SRT, in UTF-8, or the manuscript of the whole talk."


class TimingUnavailable(PermanentError):
    """Slide times cannot be found in this way."""

    code, hint = "timing_unavailable", "Let the times be found automatically, or give them in a cues file."


class SourceDamaged(PermanentError):
    """The file did not arrive as it was sent."""

    code, hint = "source_damaged", "Send it again."


class SourceTooLarge(PermanentError):
    """The file is over a limit."""

    code, hint = "source_too_large", "Split the recording into parts, or save it in a smaller format."


class NotFound(PermanentError):
    """Not found."""

    code, hint = "not_found", "Check how the name is written."


class TalkGone(PermanentError):
    """The talk that this was meant for is not there any more; another one may have its address."""

    code, hint = "talk_gone", "Nothing was changed. Look for the talk in the list."


class Removed(PermanentError):
    """The talk was deleted, and nothing of it can be seen or changed now."""

    code, hint = "removed", "Undo that first, in the list of deleted talks."


class UploadExpired(NotFound):
    """The upload stood still for too long, and what had come of it is gone."""

    hint = "Upload the file from its beginning."


class UploadsTooMany(PermanentError):
    """There are too many uploads that were begun and not finished."""

    code, hint = "uploads_too_many", "Finish them, or take those off the talk's page that are not needed."


class ChecksumMismatch(SourceDamaged):
    """A part of the file did not arrive as it was sent."""

    hint = "Send that part again."


class Withdrawn(PermanentError):
    """The talk was taken off by its organisers."""

    code, hint = "withdrawn", "Ask them whether it will come back."

    def __init__(self, detail: str = "", advice: str = "", notice: str | None = None) -> None:
        """`notice` is what its organisers have written for viewers."""
        self.notice = notice
        super().__init__(detail, advice)


class RemovedForGood(Withdrawn):
    """The talk was deleted, and cannot be brought back any more."""

    hint = "Hand it in anew; it gets another address."


class NotAllowed(PermanentError):
    """You have not the right to do this."""

    code, hint = "not_allowed", "Ask those who run the service for the right, or for a token that has it."


class NotSignedIn(NotAllowed):
    """This is not allowed."""

    hint = "Sign in, or use a token, which those who run the service give out."


class StreamingOnly(NotAllowed):
    """The talk may be watched, and not saved."""

    hint = "Watch it on its page. Its organisers decide whether it can be saved."


class SignInFailed(NotSignedIn):
    """The e-mail address or the password is wrong."""

    hint = "Check both; whoever runs the service can give you a link to choose a new password."


class PasswordWrong(NotAllowed):
    """The password is wrong."""

    hint = "Type the password that you sign in with now; somebody who runs the service can help if it is lost."


class LinkInvalid(PermanentError):
    """This link is not good any more."""

    code = "link_invalid"
    hint = "Each link is good once and for a limited time. Ask whoever runs the service for a new one."


class FormExpired(PermanentError):
    """This form cannot be accepted."""

    code = "form_expired"
    hint = "Load the page again, then send the form once more."


class TooManyAttempts(PermanentError):
    """There were too many attempts."""

    code, hint = "too_many_attempts", "Wait a few minutes, then try again."

    def __init__(self, detail: str = "", advice: str = "", retry_after_s: int = 60) -> None:
        """`retry_after_s` is after how many seconds another attempt is allowed."""
        self.retry_after_s = retry_after_s
        super().__init__(detail, advice)


class NotSupported(PermanentError):
    """This is not supported."""

    code = "not_supported"


class Usage(PermanentError):
    """Something in the request is wrong."""

    code, hint = "usage", "Correct that, then try again."

    @property
    def message(self) -> str:
        """The detail alone, which is a whole sentence; that of a more special kind goes before it."""
        return self.detail if self.detail and type(self) is Usage else super().message


class TrackMissing(Usage):
    """The recording has no such sound track."""

    hint = "Choose one of the tracks that every recording has, from 1 on, or leave the choice out."


class Conflict(PermanentError):
    """This does not go together with what is there."""

    code = "conflict"


class VersionChanged(Conflict):
    """This was changed after it was read."""

    hint = "Read it again, make your changes in what is there now, and send that."


class TimelineChanged(VersionChanged):
    """The slide times were changed after these were read."""

    hint = "Read them again, make your changes in what is there now, and send that."

    def __init__(self, detail: str = "", advice: str = "", differences: Sequence[Difference] = ()) -> None:
        """`differences` are what is shown otherwise since the version that was read, where that is still known."""
        self.differences = differences
        super().__init__(detail, advice)


class ConsentsChanged(Conflict):
    """The consents were changed after these were read."""

    hint = "Read them again, and send yours once more."


class VersionWeak(TimelineChanged):
    """A weak ETag does not say which version was read."""

    hint = "Send the ETag without W/, which a proxy that packs answers may have put before it."


class VersionMissing(Usage):
    """The request does not say which version it changes: send the ETag of what was read as If-Match."""


class ConversionTimeout(PermanentError):
    """The converter ran too long."""

    code, hint = "conversion_timeout", "Try a simpler file: for slides, export a PDF."


class ConversionFailed(PermanentError):
    """The converter failed."""

    code, hint = "conversion_failed", "Open the file in the program that made it, save a new copy, and use that."


class ConverterOverLimit(ConversionFailed):
    """The converter took more than it may."""


class RecognitionUnavailable(PermanentError):
    """Speech cannot be recognised."""

    code = "recognition_unavailable"
    hint = "Ask those who run the service: when it is examined, it says what is missing and how to get it."


class LanguageNotRecognised(PermanentError):
    """The recogniser does not know the talk's language."""

    code = "language_not_recognised"
    hint = "Ask those who run the service for a model of many languages."


class Cancelled(PermanentError):
    """The build was cancelled."""

    code = "cancelled"


class InternalError(PermanentError):
    """This is a defect of mediasvc."""

    code, hint = "internal_error", "Please report it to those who run the service; its logs say more."


class StorageFull(TransientError):
    """There is no room left for files."""

    code, hint = "storage_full", "Free some space, then try again; what is built already is kept."


class StorageUnavailable(TransientError):
    """The files cannot be reached."""

    code, hint = "storage_unavailable", "Try again in a moment."


class OutOfMemory(TransientError):
    """A converter was ended as the machine ran out of memory."""

    code, hint = "out_of_memory", "Try again when less is going on, or use a simpler file."


class SandboxUnavailable(TransientError):
    """Converters cannot be confined on this machine."""

    code, hint = "sandbox_unavailable", "Ask those who run the service: it says what is missing when it is examined."


class QueueUnavailable(TransientError):
    """The queue of builds cannot be reached."""

    code, hint = "queue_unavailable", "Try again in a moment."


class ServiceUnavailable(TransientError):
    """The service cannot be reached."""

    code, hint = "service_unavailable", "Check the address and the network, then try again."


class MailUnavailable(TransientError):
    """The mail could not be sent."""

    code, hint = "mail_unavailable", "Send the link in another way."


class UploadInUse(TransientError):
    """Another request goes on with this upload."""

    code, hint = "upload_in_use", "Ask how far it is in a moment, and go on from there."


def hint_of(failure: Failure) -> str:
    """Return what this version advises for the failure's code: a recorded hint may be of an earlier version."""
    kinds = [*PermanentError.__subclasses__(), *TransientError.__subclasses__()]
    kinds += [special for kind in kinds for special in kind.__subclasses__()]
    hints = [kind.hint for kind in kinds if kind.code == failure.code]
    return failure.hint if failure.hint in hints or not hints else hints[0]


def by_code(code: str) -> type[MediasvcError]:
    """The class of a permanent error's code. Raises KeyError."""
    return {kind.code: kind for kind in PermanentError.__subclasses__()}[code]
