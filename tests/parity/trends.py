from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {"burst_judge": "judge_burst"}
SENT: dict[str, Sent] = {"judge_burst": lambda _ids: {"verdict": "news"}}
