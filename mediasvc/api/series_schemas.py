"""JSON that the API takes and gives about series and their members."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from mediasvc.api.account_schemas import Email
from mediasvc.api.schemas import Name, Problem, Taken
from mediasvc.domain.person import Role
from mediasvc.domain.series import MAX_DESCRIPTION_CHARACTERS, Series
from mediasvc.usecases.members import Member
from mediasvc.usecases.series import SeriesView

Description = Annotated[str, Field(max_length=MAX_DESCRIPTION_CHARACTERS, description="Plain text, in lines.")]


class SeriesOut(BaseModel):
    """A series of seminars."""

    slug: str
    title: str
    description: str

    @classmethod
    def of(cls, series: Series, description: str) -> Self:
        return cls(slug=series.slug, title=series.title, description=description)


class MemberOut(BaseModel):
    """A member of a series. The e-mail address is told to those who organise it, and null for others."""

    id: str
    name: str
    email: str | None
    role: Role
    has_password: bool

    @classmethod
    def of(cls, member: Member, *, with_email: bool) -> Self:
        person = member.person
        return cls(
            id=person.id,
            name=person.name,
            email=person.email if with_email else None,
            role=member.role,
            has_password=person.password_hash is not None,
        )


class WholeSeries(SeriesOut):
    """A series with its members. `talks` is null for those who do not see all of its talks."""

    talks: int | None
    has_picture: bool
    members: list[MemberOut]

    @classmethod
    def seen(cls, view: SeriesView) -> Self:
        """Return what somebody sees of a series."""
        return cls(
            slug=view.series.slug,
            title=view.series.title,
            description=view.description,
            talks=view.size and view.size.talks,
            has_picture=view.picture.shown is not None,
            members=[MemberOut.of(each, with_email=view.may_organise) for each in view.members],
        )


class SeriesProblem(Problem):
    """The refusal of a change for a series that has been changed since it was read, with what is there now."""

    now: WholeSeries | None = Field(default=None, description="The series as it is now; the ETag is the answer's.")


class NewSeries(Taken):
    """A series that is to be."""

    title: Name
    description: Description = ""


class SeriesChanges(Taken):
    """A change of a series. A field that is not given stays as it is."""

    title: Name | None = None
    description: Description | None = None


class NewMemberIn(Taken):
    """Somebody who is to be a member; who has no account gets one."""

    email: Email
    role: Role
    name: str = Field(default="", max_length=300, examples=["Amina Hassan"])


class RoleChange(Taken):
    """Another role of a member."""

    role: Role


class Joined(BaseModel):
    """A new member. `link_url` is where somebody new chooses a password; null where they have an account, or where it
    is only mailed to them.
    """

    member: MemberOut
    link_url: str | None
