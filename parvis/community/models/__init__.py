from parvis.community.models.arrival import Applicant, MemberInvitation, SignUp
from parvis.community.models.carrying import Carriage, CarriedPost
from parvis.community.models.community import Community
from parvis.community.models.member import Group, GroupMember, Member
from parvis.community.models.posting import Bookmark, Draft, PostReaction
from parvis.community.models.search import SearchDoc, SearchMark
from parvis.community.models.space import Space, SpaceGroup
from parvis.community.models.ties import MemberTie, SpaceState
from parvis.community.models.topic import Topic, TopicMember, TopicState
from parvis.community.models.trust import MemberBadge, Trust
from parvis.community.models.upload import Upload

__all__ = [
    "Applicant",
    "Bookmark",
    "Carriage",
    "CarriedPost",
    "Community",
    "Draft",
    "Group",
    "GroupMember",
    "Member",
    "MemberBadge",
    "MemberInvitation",
    "MemberTie",
    "PostReaction",
    "SearchDoc",
    "SearchMark",
    "SignUp",
    "Space",
    "SpaceGroup",
    "SpaceState",
    "Topic",
    "TopicMember",
    "TopicState",
    "Trust",
    "Upload",
]
