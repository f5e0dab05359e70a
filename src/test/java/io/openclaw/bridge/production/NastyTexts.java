package io.openclaw.bridge.production;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts that the gateway would format, cut or swallow if they were handed over as they are: every row
/// of
/// contract 11b and more. Used without a gateway by TextGuardTest, and through a real one by the
/// gateway
/// suite.
@SuppressWarnings("StringConcatToTextBlock") // blanks at line ends and odd line breaks are the point: they must show
public final class NastyTexts {

    private static final Map<String, String> BY_NAME = new LinkedHashMap<>();

    /// A link that the gateway found by itself; what is between the tags is text.
    private static final Pattern LINK = Pattern.compile("<a href=\"[^\"<>]*\">([^<>]*)</a>");

    /// The gateway sets file names that end like a domain in a fixed-width font, some of them twice (a
    /// documented exception of TextGuard).
    private static final Pattern FILE = Pattern.compile(
            "<code>([A-Za-z0-9_./-]+\\.(?:md|go|py|pl|sh|am|at|be|cc))</code>", Pattern.CASE_INSENSITIVE);

    private static final Pattern EMPTY_LINES_IN_FRONT = Pattern.compile("\\A(?:[\\s\\p{Z}\uFEFF&&[^\n]]*+\n)++");

    private static final Pattern BLANKS_BEHIND = Pattern.compile("[\\s\\p{Z}\uFEFF]++\\z");

    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private static final Pattern ENTITY = Pattern.compile("&(?:#([0-9]+)|#[xX]([0-9A-Fa-f]+)|(amp|lt|gt|quot));");

    static {
        add("snake case and stars", "snake_case 2*3*4");
        add("bold", "a **b** c __d__ ***e*** ___f___");
        add("italics", "*a* _b_ (_c_) \"_d_\"");
        add("strike", "~~gone~~ a~~b~~c ~5 ~/path ~~ x ~~");
        add("inline code", "`c` ``d`` ` lone");
        add("headings", "# h\n## h2\n####### seven\n#tag\n#");
        add("bulleted list", "- item\n- item 2\n+ a\n* b\n  - nested\n    - deeper\n-");
        add("numbered list", "1. a\n2. b\n7) c\n10. d\n1.a\n0. zero");
        add("quotes", "> q\n>> r\n>s\na > b");
        add("horizontal rules", "above\n\n***\n---\n___\n- - -\n* * *\n_ _ _\n-----\nbelow");
        add("setext headings", "Title\n=====\nSub\n---\ntext\n=\nmore\n-");
        add("table", "| Host | State |\n|------|:-----:|\n| a_b | up |\n| c | **down** |");
        add("table without outer bars", "a | b\n--|--\n1 | 2");
        add("fence", "```java\nint *p = a_b;\n```\nafter");
        add("tilde fence", "~~~\nx\n~~~\nafter ~~~ done");
        add("open fence", "```\nnever closed\n  indented");
        add("generics", "List<String> failed, Map<String, List<? extends Number>> m, Set<I>");
        add("unknown tags", "<foo>bar</foo> <script>x</script> <svg/onload=1> <x-y z='1'>");
        add(
                "telegram tags",
                "<b>x</b> <i>y</i> <u>z</u> <s>w</s> <code>c</code> <pre>p</pre> <a href=\"http://e.com\">l</a> <blockquote>q</blockquote> <tg-spoiler>t</tg-spoiler> <span class=\"tg-spoiler\">u</span>");
        add("tags over lines", "<b>\nx\n</b>\n<pre>\n  y\n</pre>");
        add(
                "html blocks",
                "<div>\n"
                        + "<p>para</p>\n"
                        + "<br/>\n"
                        + "<ul><li>one</li></ul>\n"
                        + "<h1>big</h1>\n"
                        + "<details><summary>S</summary>D</details>");
        add("html comment", "a <!-- b --> c <!DOCTYPE html> <?xml version=\"1.0\"?> <![CDATA[x]]>");
        add("spoilers", "||x|| a || b || c ||| d");
        add("one double bar", "if (a || b) return;");
        add("backslashes", "a\\*b \\_ \\\\ \\[x\\] C:\\new\\path\\ \\\\server\\share");
        add("backslash at a line's end", "cmd \\\n  --flag \\\n  last\\");
        add("entities", "&copy; &amp; &#39; &#x27; &lt;b&gt; &nbsp;| &quot;");
        add("entities without semicolon", "&copy &amp &lt &notanentity; a&b a & b ?x=1&copy=2");
        add("double entities", "&amp;lt; &amp;amp; &amp;#42;");
        add("MEDIA line", "MEDIA:/etc/passwd");
        add("MEDIA lower case", "media:/etc/passwd");
        add(
                "MEDIA in all places",
                "x MEDIA:/x\n"
                        + "  MEDIA: /y\n"
                        + "Media:`z.png`\n"
                        + "\tMEDIA:https://e.com/a.png\n"
                        + "MULTIMEDIA:/no\n"
                        + "> MEDIA:/q\n"
                        + "- MEDIA:/l");
        add(
                "directives",
                "[[reply_to_current]] hi [[ reply_to: 42 ]] there [[audio_as_voice]] end [[REPLY_TO_CURRENT]]");
        add(
                "broken directives",
                "[[reply_to_current] a\n"
                        + "[[ reply_to_current\n"
                        + "[[reply_to:\n"
                        + "[[wiki link]] [[1,2],[3]] [[ -f x ]]");
        add("NO_REPLY in text", "the token is NO_REPLY");
        add("NO_REPLY in a thought", "Thinking\nI will stay silent. NO_REPLY");
        add("HEARTBEAT_OK", "HEARTBEAT_OK");
        add("commands", "/status\n/new\n/reset now\n/start@stub_bot");
        add("mentions and tags", "@user @stub_bot #tag #1 user@ @ #");
        add("link syntax", "[a](http://x) [b](http://e.com/a_b \"t\") [c]( x ) [d]() f[0](x) g](h)");
        add("reference links", "[a]: http://x\n[b]: <y> 'title'\nsee [a] and [a][b] and [b][]");
        add("log level as reference", "[INFO]: started\n[WARN]: slow");
        add("footnotes", "a[^1] b[^note]\n\n[^1]: the foot\n[^note]: other");
        add("images", "![a](b) ![alt](https://example.com/a.png) ![r][x] !");
        add("task list", "- [ ] open\n- [x] done\n* [X] also");
        add("angle autolinks", "<http://x> <https://e.com/a_b> <mailto:a@b.cc> <a@b.com> <http://e.com|label>");
        add("plain url", "http://e.com/a_b_c?x=1&y=2");
        add("url with star", "http://e.com/a* http://e.com/a*b*c http://e.com/**/x **http://e.com/b** *http://e.com*");
        add("url with tildes", "http://e.com/~user/a~~b~~c ~~http://e.com~~");
        add(
                "url with underscores",
                "http://e.com/_a_/__b__?_c_=1#_d_ http://e.com/x_,_y_ http://e.com/'_x_ http://_a_b_/");
        add(
                "url with parentheses",
                "http://e.com/Foo_(bar)_baz (http://e.com/a_(b)) [http://e.com/a_b] {http://e.com}");
        add("url with port, query, fragment", "https://host.example:8443/p/a.t?q=a+b&r[]=1&s=%5B#frag-1;v=2");
        add("url with percent", "http://e.com/a%20b%2Fc?q=%D0%B6 http://e.com/100%");
        add(
                "url and punctuation",
                "See http://e.com/a. Or http://e.com/b, http://e.com/c! http://e.com/d? (http://e.com/e); \"http://e.com/f\" 'http://e.com/g': http://e.com/h...");
        add(
                "url and markup",
                "http://e.com/<b> http://e.com/`x` http://e.com/a|b http://e.com/a\\*b http://e.com/a&lt;b http://e.com/?a=1&copy;2 http://e.com/a||b||c");
        add("url in brackets", "[http://e.com/a](http://e.com/b) [x]:http://e.com <a href='http://e.com/_x_'>");
        add(
                "idn and punycode",
                "http://xn--e1afmkfd.xn--p1ai/a http://\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444/\u043F\u0443\u0442\u044C_a_ HTTP://EXAMPLE.COM/A");
        add(
                "other schemes",
                "ftp://e.com/a_b_ ws://h:1/_x_ jdbc:postgresql://h/db?x=%20 mailto:a@b.com tel:+1 file:///etc/_x_ //e.com/_x_ tg://resolve?domain=x");
        add(
                "bare domains",
                "www.example.com/_a_ example.com example.com/a_b/*x* sub.example.co.uk:8080/p?q=%20 localhost:8080/_x_ 127.0.0.1:80/a*b*");
        add("e-mail", "ann@example.com, first_last+tag@sub.example.org <x@y.com> _a_@b.com a*b*@c.com");
        add(
                "file names",
                "see README.md, ./deploy.sh /opt/x/main.py server.go a.pl foo_bar.cc index.html App.java x.md: (y.sh)");
        add("file names and marks", "**README.md** `a.py` _x.sh_ **/*.md src/**/*.py http://e.com/x.md main.py:10");
        add("indented code", "Usage:\n\n    int main() {\n        return 0;\n    }\n\n\ttabbed\n \t mixed");
        add("indented first line", "    first\n      second\nthird");
        add(
                "java stack trace",
                "java.lang.IllegalStateException: bad <init> of List<String>\n"
                        + "\tat com.foo.Bar$1.<init>(Bar.java:10)\n"
                        + "\tat com.foo.Bar.access$000(Bar.java:5) ~[app.jar:1.0]\n"
                        + "\t... 12 more\n"
                        + "Caused by: java.io.IOException: *boom*\n"
                        + "\tat jdk.internal.reflect.GeneratedMethodAccessor1.invoke(Unknown Source)");
        add(
                "python stack trace",
                "Traceback (most recent call last):\n"
                        + "  File \"/srv/app/__init__.py\", line 3, in <module>\n"
                        + "    main(*args, **kwargs)\n"
                        + "  File \"main.py\", line 9, in __call__\n"
                        + "    raise ValueError(f\"{x!r} > 0\")\n"
                        + "ValueError: 'a_b' > 0");
        add(
                "js stack trace",
                "TypeError: Cannot read properties of undefined (reading 'x')\n"
                        + "    at Object.<anonymous> (/srv/a_b/index.js:1:7)\n"
                        + "    at async Promise.all (index 0)\n"
                        + "    at <anonymous>");
        add(
                "log lines",
                "2026-11-20 18:00:01,123 INFO  [main] c.e.App - started in 1.2 s\n"
                        + "[2026-11-20T18:00:01Z] [ERROR] (worker-1) failed: a=1 b=[x, y] <nil>\n"
                        + "<13>Nov 20 18:00:01 host app[123]: msg");
        add(
                "log of roles",
                "[2026-11-20 18:00] system: rebooting\n"
                        + "[main] user: x\n"
                        + "user [bob] logged in\n"
                        + "System [boot]: ok\n"
                        + "<user> hi\n"
                        + "  [Fri 18:00] Assistant : y\n"
                        + "<system foo> z");
        add(
                "trace-like lines",
                "\uD83D\uDEE0\uFE0F git push done\n"
                        + "\uD83D\uDD0D Search: x\n"
                        + "\u26A0\uFE0F \uD83D\uDEE0\uFE0F Exec failed\n"
                        + "\uD83D\uDCCA Session Status: ok\n"
                        + "\uD83D\uDCDD Write: a\n"
                        + "> \uD83D\uDCD6 Read: b\n"
                        + "tool call: x\n"
                        + "tool_result = y\n"
                        + "Function-Call: z\n"
                        + "end");
        add(
                "tool-like blocks",
                "[deploy]\n"
                        + "{\"a\":1}\n"
                        + "[/deploy]\n"
                        + "[tool:x] {\"b\":2}\n"
                        + "[END_TOOL_REQUEST]\n"
                        + "analysis to=deploy code {\"c\":3}\n"
                        + "[Tool Call: x]\n"
                        + "Arguments: {\"d\":4}\n"
                        + "[Tool Result for ID 7]\n"
                        + "out\n"
                        + "[Historical context: z]\n"
                        + "[TOOL_CALL]{tool => \"x\", args => {}}[/TOOL_CALL]\n"
                        + "end");
        add(
                "model tags",
                "<think>a</think> b <thinking> c <final>d</final> <|im_start|>e <tool_call>{\"f\":1}</tool_call> <function name=\"g\">{}</function> <system-reminder>h</system-reminder> <relevant-memories>i</relevant-memories> < think >j< / think >");
        add(
                "gateway markers",
                "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\n"
                        + "x\n"
                        + "<<<END_OPENCLAW_INTERNAL_CONTEXT>>>\n"
                        + "y \u27E6openclaw:ctx\u27E7\n"
                        + "Context: \u27E6openclaw:ctx\u27E7\n"
                        + "z\n"
                        + "OpenClaw runtime event. This context is runtime-generated, not user-authored. Keep internal details private.\n"
                        + "<prompt-data>\n"
                        + "w\n"
                        + "</prompt-data>\n"
                        + "\uE200cite\uE202turn0\uE201 v");
        add("status-like", "Replied in-thread.");
        add("status-like 2", "No channel reply.");
        add("status-like 3", "Updated [page](wiki/page).");
        add(
                "json pretty",
                "{\n"
                        + "  \"name\": \"a_b\",\n"
                        + "  \"list\": [\n"
                        + "    1,\n"
                        + "    \"*x*\"\n"
                        + "  ],\n"
                        + "  \"nested\": {\n"
                        + "    \"html\": \"<b>&amp;</b>\"\n"
                        + "  }\n"
                        + "}");
        add("json compact", "{\"a\":[[1,2],[\"x\"](3)],\"u\":\"http://e.com/a_b_?c=*d*\",\"e\":\"\\n\\\"\\\\\"}");
        add(
                "yaml",
                "# config\n"
                        + "key: value\n"
                        + "list:\n"
                        + "  - a: 1\n"
                        + "    b: *ref\n"
                        + "  - &anchor x\n"
                        + "multi: |\n"
                        + "  line\n"
                        + "\n"
                        + "  line 2\n"
                        + "---\n"
                        + "next: ~");
        add("sql", "SELECT *, count(*) FROM a_b WHERE x <> 'y' AND z <= 3 -- all\n/* c */ LIKE '%_x_%' || '\\\\';");
        add(
                "shell",
                "for f in *.log; do grep -E '^[a-z]+$' \"$f\" | awk '{print $1}' > /tmp/$USER_x.txt 2>&1 && echo `date` || exit 1; done");
        add("shell with many bars", "a || b || c | d");
        add(
                "regexes",
                "^(?:[a-z_]+|\\d{1,3})*?$ [^\\]]* \\[.*?\\] (a|b)* \\bfoo\\b [*_~`]+ (?<name>x) (?=y) .* ** [\\w.-]+@[\\w.-]+\\.\\w+");
        add("latex", "$x_1^2$ \\(a\\) \\[b\\] $$\\sum_{i=0}^n i_*$$ \\alpha_ \\{x\\}");
        add(
                "diff",
                "--- a/x_y.c\n"
                        + "+++ b/x_y.c\n"
                        + "@@ -1,3 +1,3 @@\n"
                        + "-int *p;\n"
                        + "+int **p;\n"
                        + " context\n"
                        + "- removed\n"
                        + "+ added\n"
                        + ">>>>>>> main\n"
                        + "=======");
        add("crontab", "*/5 * * * * root /usr/bin/x_y.sh >/dev/null 2>&1\n* * * * * date\n0 0 * * 0 a");
        add("globs", "**/*.java src/**/test/*_*.js *.* [!a]* {a,b}*");
        add("c pointers", "int **p = &q; *p = **r; char *argv[](int); a->b(); x = y*z*w;");
        add("math", "a < b && c > d, x <-> y, -> => :: <= >= << >> <> <3 a<b>c a<5 1<2>3");
        add("angle at the end", "ends with <");
        add("lone marks", "* _ ~ ` # > - + = | \\ [ ] ( ) { } . ! & < ; : ^ $ % @ ' \" , ?");
        add("each mark on its own line", "*\n_\n~\n`\n#\n>\n-\n+\n=\n|\n\\\n[\n]\n!\n&\n<\n1.\n1)");
        add(
                "javascript",
                "const f = async (x) => { return `${x}_${y}`; }; a[i](b); if (!x) /* _c_ */ y **= 2; // <T,>");
        add(
                "xml",
                "<?xml version=\"1.0\"?>\n"
                        + "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n"
                        + "  <a_b c='d'/>\n"
                        + "  <!-- x -->\n"
                        + "</project>");
        add(
                "emoji",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66 \uD83C\uDDE9\uD83C\uDDEA 1\uFE0F\u20E3 *\uFE0F\u20E3 #\uFE0F\u20E3 \u2764\uFE0F \uD83D\uDC4D\uD83C\uDFFD\n"
                        + "*\uFE0F\u20E3 start\n"
                        + "#\uFE0F\u20E3 start\n"
                        + "1\uFE0F\u20E3 start");
        add(
                "right to left",
                "\u05E9\u05DC\u05D5\u05DD *\u05E2\u05D5\u05DC\u05DD* \u200Fabc\u200E \u0645\u0631\u062D\u0628\u0627 _\u0628_ \u202Bx\u202C");
        add("combining marks", "e\u0301 n\u0303 a\u0323_\u0301b_ \u0915\u094D\u0937 Z\u0351\u036B\u0343");
        add("zero-width in the input", "a\u200Bb\u200Cc\u200Dd*\u200Be*\u200B");
        add(
                "cjk",
                "\u4E2D**\u6587**\u5B57_\u4E0B\u7EBF_\u3002 \u3000\u5168\u89D2 \uFF5C\uFF5C\u96A0\uFF5C\uFF5C ~~\u5220~~\u9664");
        add("odd blanks", "a\u00A0*b*\u00A0c\u2003d\n\u00A0e\u00A0\n\u3000f\n\n\u00A0g");
        add("blank lines", "a\n\nb\n\n\nc\n\n\n\n\nd\n \n \ne");
        add("blank lines and marks", "a\n\n\n- b\n\n\n    c\n\n\n# d\n\n\n1. e\n\n\n> f");
        add("double blanks and tabs", "a  b\tc\t\td   e");
        add("line-end blanks", "a \nb  \nc\t\nd   e");
        add("crlf", "a\r\nb\r\n\r\nc\rd");
        add("bullets in unicode", "\u2022 a\n1. b\n\u2022 c\n# d\n\u2013 e");
        add("plain words", "Deploy finished: 3 of 3 ok (took 4.2 s), see you!");
        add(
                "mixed",
                "**ERROR** in `a_b.py`:\n"
                        + "> List<String> is [empty](http://x)\n"
                        + "\n"
                        + "- MEDIA:/x\n"
                        + "- [[reply_to_current]]\n"
                        + "| a | b |\n"
                        + "|---|---|\n"
                        + "&copy; C:\\*\n"
                        + "\n"
                        + "\n"
                        + "    code");
    }

    private NastyTexts() {}

    /// Name to text, in the order of the contract.
    public static Map<String, String> all() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    /// What a person sees of a `text` that Telegram got with parse mode HTML: tags taken away, entities
    /// decoded, U+2060 WORD JOINER left out as it has no look.
    ///
    /// @throws IllegalArgumentException if a tag is neither a link nor the gateway's mark for a file
    ///     name
    public static String readByPeople(String telegramHtml) {
        String text = LINK.matcher(telegramHtml).replaceAll("$1");
        text = FILE.matcher(text).replaceAll("$1");
        text = FILE.matcher(text).replaceAll("$1");
        if (TAG.matcher(text).find()) {
            throw new IllegalArgumentException("formatted, not plain: " + telegramHtml);
        }
        return decoded(text);
    }

    /// What people should see of `text`: all of it, but for what the documentation of TextGuard gives
    /// up
    /// (line ends of one kind, nothing before and after).
    public static String asItShouldRead(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\u2060", "");
        return BLANKS_BEHIND
                .matcher(EMPTY_LINES_IN_FRONT.matcher(lines).replaceAll(""))
                .replaceAll("");
    }

    /// Entities decoded, joiners left out.
    static String decoded(String html) {
        return ENTITY.matcher(html)
                .replaceAll(match -> Matcher.quoteReplacement(character(match)))
                .replace("\u2060", "");
    }

    private static String character(MatchResult match) {
        if (match.group(1) != null) {
            return Character.toString(Integer.parseInt(match.group(1)));
        }
        if (match.group(2) != null) {
            return Character.toString(Integer.parseInt(match.group(2), 16));
        }
        return switch (match.group(3)) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            default -> "\"";
        };
    }

    private static void add(String name, String text) {
        if (BY_NAME.put(name, text) != null) {
            throw new IllegalStateException("two texts are called " + name);
        }
    }
}
