from parvis.community.models.community import Community
from parvis.community.models.contest import Contest, ContestEntry, ContestVote
from parvis.community.models.happening import Coming, Happening
from parvis.community.models.idea import IdeaMerge, IdeaStep, IdeaVote
from parvis.community.models.member import Group, GroupMember, Member
from parvis.community.models.poll import Ballot, Poll, PollVoter
from parvis.community.models.question import Acceptance, AnswerScore, AnswerVote, Signature, TitleWord
from parvis.community.models.space import Space, SpaceGroup
from parvis.community.models.topic import Topic, TopicMember, TopicState

__all__ = [
    "Acceptance",
    "AnswerScore",
    "AnswerVote",
    "Ballot",
    "Coming",
    "Community",
    "Contest",
    "ContestEntry",
    "ContestVote",
    "Group",
    "GroupMember",
    "Happening",
    "IdeaMerge",
    "IdeaStep",
    "IdeaVote",
    "Member",
    "Poll",
    "PollVoter",
    "Signature",
    "Space",
    "SpaceGroup",
    "TitleWord",
    "Topic",
    "TopicMember",
    "TopicState",
]
