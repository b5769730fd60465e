"""Chinese and Japanese names as Latin words: readings of frequent family and given names, a list of our own."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_FAMILY = """
佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 渡邊 watanabe 山本 yamamoto 中村 nakamura 小林 kobayashi
加藤 kato 吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi 松本 matsumoto 井上 inoue 木村 kimura 林 hayashi 斎藤 saito 清水 shimizu
山崎 yamazaki 森 mori 池田 ikeda 橋本 hashimoto 阿部 abe 石川 ishikawa 山下 yamashita 中島 nakajima 石井 ishii 小川 ogawa 前田 maeda
岡田 okada 長谷川 hasegawa 藤田 fujita 後藤 goto 近藤 kondo 村上 murakami 遠藤 endo 青木 aoki 坂本 sakamoto 福田 fukuda 太田 ota
西村 nishimura 藤井 fujii 金子 kaneko 岡本 okamoto 藤原 fujiwara 三浦 miura 中野 nakano 原田 harada 松田 matsuda 竹内 takeuchi
上田 ueda 中川 nakagawa 小野 ono 田村 tamura 和田 wada 森田 morita 宮崎 miyazaki 内田 uchida 高木 takagi 安藤 ando 大野 ono 黒田 kuroda
大久保 okubo 小野寺 onodera 久保 kubo 野口 noguchi 松尾 matsuo 菊地 kikuchi 菅原 sugawara 服部 hattori 市川 ichikawa 川村 kawamura
"""
_GIVEN = """
太郎 taro 一郎 ichiro 次郎 jiro 健太 kenta 翔太 shota 大輔 daisuke 健一 kenichi 健 ken 誠 makoto 隆 takashi 浩 hiroshi 博 hiroshi 明 akira
直樹 naoki 拓也 takuya 裕子 yuko 陽子 yoko 恵子 keiko 久美子 kumiko 由美子 yumiko 智子 tomoko 真由美 mayumi 美咲 misaki 花子 hanako
さくら sakura 桜 sakura 葵 aoi 結衣 yui 陽菜 hina 愛 ai 麻衣 mai 舞 mai 優子 yuko 純 jun 翼 tsubasa 蓮 ren 悠真 yuma 美穂 miho 香織 kaori
"""
_COMPOUND = ("欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯")


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


FAMILY, GIVEN = _table(_FAMILY), _table(_GIVEN)
_KANA = re.compile("[\u3040-\u30ff]")


def east_asian(raw: str) -> list[str]:
    """The words of a name: family first, as it is written there. Long Japanese vowels count as short ones."""
    raw = unicodedata.normalize("NFKC", raw)
    if raw in FAMILY or raw in GIVEN:
        return [FAMILY.get(raw) or GIVEN[raw]]
    for cut in (3, 2, 1):
        family, given = raw[:cut], raw[cut:]
        if family in FAMILY and given and (given in GIVEN or _KANA.search(given) or (cut >= 2 and _japanese(given))):
            return [FAMILY[family], GIVEN.get(given) or _spelled(given)]
    if _KANA.search(raw):
        return [_spelled(raw)]
    if len(raw) == 1:
        return [_spelled(raw)]
    cut = 2 if raw.startswith(_COMPOUND) else 1
    if 2 <= len(raw) <= 4:
        return [_spelled(raw[:cut]), _spelled(raw[cut:])] if raw[cut:] else [_spelled(raw)]
    return [_spelled(raw)]


def east_asian_part(raw: str) -> str:
    """One word of a name whose words stand apart."""
    raw = unicodedata.normalize("NFKC", raw)
    return FAMILY.get(raw) or GIVEN.get(raw) or _spelled(raw)


def _japanese(given: str) -> bool:
    return given[-1] in "子美郎介太香奈也樹"


def _spelled(text: str) -> str:
    latin = re.sub("[^a-z]", "", anyascii(text).casefold())
    return re.sub("ou", "o", re.sub(r"([aeiou])\1", r"\1", latin)) if _KANA.search(text) else latin
