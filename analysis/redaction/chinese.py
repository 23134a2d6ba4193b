"""Chinese names in Chinese writing, which parts no words: a family name and one or two characters after it.

A name is looked for after what announces one (a relation, "called", thanks) and at the head of a clause before what
people do; a family name stands alone before a title. Source: R4-40; the commonest family names, from general
knowledge.
"""

import re

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤陳張劉楊黃趙吳孫馬許鄭謝蔣葉蘇呂羅梁鍾盧譚陸賈鄒龍顧錢嚴"
_NO_NAMES = (
    "谢谢|谢您|谢你|謝謝|高兴|高中|高一|高二|高三|高级|高興|马上|馬上|周一|周二|周三|周四|周五|周六|周日|周末|周围|许多|許多|于是|何时|任何|任务|方便|方法|方面|金钱|程度|"
    "白天|黄色|石头|向来|万一|何况|江边|夏天|叶子|田里|林子|毛病|钱不|钱太|于我|于他|向他|向我|任由|史上|方式|白色|钟头|钟后|曾经|余下|余额|张表|张纸|段时"
)
_TITLES = "老师|先生|女士|小姐|太太|医生|阿姨|叔叔|社工|校长|护士|老師|醫生|校長|護士"
_TOLD = "我叫|名叫|叫做|名字是|名字叫|我是|他是|她是|我儿子|我女儿|儿子|女儿|孩子|丈夫|妻子|老公|老婆|哥哥|弟弟|姐姐|妹妹|谢谢|感谢|找|问|兒子|女兒|謝謝|感謝|社工|老师|医生|老師"
_DOES = "在|是|说|很|喜欢|不|也|要|去|来|给|帮|对|已经|没|有|和|跟|从|每|告诉|打电话|教|他|她|今年|上学|说|說|給|幫|對|沒|從|會|会|想|觉得|今|还|都|被|去年|需要|非常|真"
_REST = rf"(?!{_TITLES})(?:[\u4e00-\u9fff]{{2}}|[\u4e00-\u9fff])(?={_DOES}|{_TITLES}|[^\u4e00-\u9fff]|$)"
_BEGINS = rf"(?!{_NO_NAMES})[{_FAMILY}]"
_NAME = re.compile(
    rf"(?:(?<=谢谢)|(?<=謝謝)|(?<![谢謝]))(?P<titled>{_BEGINS})(?={_TITLES})"
    rf"|(?:{_TOLD})(?P<told>{_BEGINS}{_REST})"
    rf"|(?:^|(?<=[^\u4e00-\u9fff]))(?P<head>{_BEGINS}{_REST})"
)


def find_chinese_names(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and "name" of every Chinese name in Chinese writing.

    >>> [text[a:b] for text in ["谢谢李老师，我儿子王小明很开心"] for a, b, _ in find_chinese_names(text)]
    ['李', '王小明']
    >>> find_chinese_names("我们很高兴，马上来")
    []
    """
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span(str(match.lastgroup))
        found.append((start, end, "name"))
    return found


CHINESE = re.compile("[\u4e00-\u9fff]")
