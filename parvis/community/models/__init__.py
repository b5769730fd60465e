from parvis.community.models.arrival import Applicant, MemberInvitation, SignUp
from parvis.community.models.article import Article, ArticleAuthor, ArticlePicture, Category, Rating
from parvis.community.models.bringing import ArchiveOut, Bringing, BroughtThing, OldAddress, OldPerson
from parvis.community.models.carrying import Carriage, CarriedPost
from parvis.community.models.community import AccessStatement, Community, Look
from parvis.community.models.contest import Contest, ContestEntry, ContestVote
from parvis.community.models.happening import Coming, Happening
from parvis.community.models.idea import IdeaMerge, IdeaStep, IdeaVote
from parvis.community.models.member import Group, GroupMember, Member
from parvis.community.models.notice import (
    MailedAnswer,
    MailRefusal,
    MemberLetter,
    MemberNotice,
    NoticeConsent,
    NoticeWish,
    PostTold,
)
from parvis.community.models.openweb import (
    EmbedPage,
    EmbedSite,
    LinkPreview,
    PostPreview,
    SentMention,
    WebMention,
)
from parvis.community.models.poll import Ballot, Poll, PollVoter
from parvis.community.models.posting import Bookmark, Draft, PostReaction
from parvis.community.models.push import Device, DevicePush
from parvis.community.models.question import Acceptance, AnswerScore, AnswerVote, Signature, TitleWord
from parvis.community.models.report import Report
from parvis.community.models.search import SearchDoc, SearchMark
from parvis.community.models.shelf import Shelf, ShelfItem
from parvis.community.models.showcase import Spotlight, Work
from parvis.community.models.space import Space, SpaceGroup
from parvis.community.models.tag import Tag, TopicTag
from parvis.community.models.ties import MemberTie, SpaceState
from parvis.community.models.topic import Topic, TopicMember, TopicState
from parvis.community.models.trial import Trial, TrialEntry, TrialFeedback, TrialParcel
from parvis.community.models.trust import MemberBadge, Trust
from parvis.community.models.upload import Upload

__all__ = [
    "Acceptance",
    "AccessStatement",
    "AnswerScore",
    "AnswerVote",
    "Applicant",
    "ArchiveOut",
    "Article",
    "ArticleAuthor",
    "ArticlePicture",
    "Ballot",
    "Bookmark",
    "Bringing",
    "BroughtThing",
    "Carriage",
    "CarriedPost",
    "Category",
    "Coming",
    "Community",
    "Contest",
    "ContestEntry",
    "ContestVote",
    "Device",
    "DevicePush",
    "Draft",
    "EmbedPage",
    "EmbedSite",
    "Group",
    "GroupMember",
    "Happening",
    "IdeaMerge",
    "IdeaStep",
    "IdeaVote",
    "LinkPreview",
    "Look",
    "MailRefusal",
    "MailedAnswer",
    "Member",
    "MemberBadge",
    "MemberInvitation",
    "MemberLetter",
    "MemberNotice",
    "MemberTie",
    "NoticeConsent",
    "NoticeWish",
    "OldAddress",
    "OldPerson",
    "Poll",
    "PollVoter",
    "PostPreview",
    "PostReaction",
    "PostTold",
    "Rating",
    "Report",
    "SearchDoc",
    "SearchMark",
    "SentMention",
    "Shelf",
    "ShelfItem",
    "SignUp",
    "Signature",
    "Space",
    "SpaceGroup",
    "SpaceState",
    "Spotlight",
    "Tag",
    "TitleWord",
    "Topic",
    "TopicMember",
    "TopicState",
    "TopicTag",
    "Trial",
    "TrialEntry",
    "TrialFeedback",
    "TrialParcel",
    "Trust",
    "Upload",
    "WebMention",
    "Work",
]
