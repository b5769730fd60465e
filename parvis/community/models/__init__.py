from parvis.community.models.carrying import Carriage, CarriedPost
from parvis.community.models.community import Community
from parvis.community.models.member import Group, GroupMember, Member
from parvis.community.models.posting import Bookmark, Draft, PostReaction
from parvis.community.models.search import SearchDoc, SearchMark
from parvis.community.models.space import Space, SpaceGroup
from parvis.community.models.topic import Topic, TopicMember, TopicState
from parvis.community.models.upload import Upload

__all__ = [
    "Bookmark",
    "Carriage",
    "CarriedPost",
    "Community",
    "Draft",
    "Group",
    "GroupMember",
    "Member",
    "PostReaction",
    "SearchDoc",
    "SearchMark",
    "Space",
    "SpaceGroup",
    "Topic",
    "TopicMember",
    "TopicState",
    "Upload",
]
