// SPDX-License-Identifier: Apache-2.0
#include "random_suite.h"

#include <QByteArrayList>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace assay::tests {

QByteArray RandomSuite::word()
{
    static const char *const words[] = {"numpy", "pandas", "torch", "sklearn", "cv2",
                                        "yaml",  "json",   "scipy", "sdg_hub", "os.path"};
    return words[below(10)];
}

QString RandomSuite::anyText(bool manyLines)
{
    static const QString texts[] = {u"plain"_s,       u"two words"_s, u"it's"_s,
                                    u"a: b"_s,        u"say \"x\""_s, u"a # b"_s,
                                    u"2025.10"_s,     u"true"_s,      u""_s,
                                    u"- dash"_s,      u"*star"_s,     u"quay.io/o/nb:2"_s,
                                    u"größe"_s,       u"[x, y]"_s,    u"{a: b}"_s,
                                    u" spaces "_s,    u"null"_s,      u"x,y"_s,
                                    u"numpy>=1.26"_s, u"%percent"_s,  u"a\tb"_s};
    static const QString lines[] = {u"a = 1\nb = 2"_s,        u"for x in y:\n    print(x)\n"_s,
                                    u"# comment\nx\n\ny\n"_s, u"\nleading"_s,
                                    u"  indented\nx"_s,       u"end\n\n"_s};
    return manyLines && once(2) ? lines[below(6)] : texts[below(21)];
}

QByteArray RandomSuite::comment()
{
    return once(3) ? "  # note " + QByteArray::number(below(100)) : QByteArray();
}

QByteArray RandomSuite::commentLines(int indent)
{
    QByteArray out;
    while (once(4))
        out += QByteArray(once(3) ? below(8) : indent, ' ') + "# about " +
               QByteArray::number(below(100)) + '\n';
    return out;
}

QByteArray RandomSuite::anchor(const char *kind)
{
    if (!once(4) || m_references == References::None ||
        (m_references == References::Head && m_inTests))
        return {};
    const QByteArray name = kind + QByteArray::number(++m_names);
    m_anchors[kind] << name;
    return '&' + name + ' ';
}

QByteArray RandomSuite::alias(const char *kind)
{
    const QList<QByteArray> known = m_anchors.value(kind);
    return known.isEmpty() || !once(4) ? QByteArray() : '*' + known[below(int(known.size()))];
}

QByteArray RandomSuite::scalar(const QByteArray &plain)
{
    switch (below(4)) {
    case 0:
        return '"' + plain + '"';
    case 1:
        return '\'' + plain + '\'';
    default:
        return plain;
    }
}

//! What stands behind the colon of a list of words, with its last line end.
QByteArray RandomSuite::list(int indent)
{
    if (const QByteArray name = alias("list"); !name.isEmpty())
        return ' ' + name + comment() + '\n';
    const QByteArray name = anchor("list");
    const int count = below(5);
    QByteArrayList words;
    for (int i = 0; i < count; ++i)
        words << scalar(word());
    const int style = below(4);
    if (style == 0 || count == 0)
        return ' ' + name + '[' + words.join(once(2) ? ", " : ",") +
               (count > 0 && once(4) ? "," : "") + ']' + comment() + '\n';
    if (style == 1) {
        QByteArray out = ' ' + name + '[' + comment() + '\n';
        for (int i = 0; i < count; ++i) {
            out += QByteArray(indent + 4, ' ') + words[i] + (i + 1 < count || once(2) ? "," : "") +
                   comment() + '\n' + commentLines(indent + 4);
        }
        return out + QByteArray(indent + 2, ' ') + "]" + comment() + '\n';
    }
    QByteArray out = (name.isEmpty() ? QByteArray() : ' ' + name.trimmed()) + comment() + '\n';
    for (const QByteArray &text : words)
        out += commentLines(indent) + QByteArray(indent + (style == 2 ? 0 : 2), ' ') + "- " + text +
               comment() + '\n';
    return out;
}

QByteArray RandomSuite::cells(int indent)
{
    if (once(5))
        return " [\"a = 1\\nb\", 'x', smoke.ipynb]" + comment() + '\n';
    QByteArray out = comment() + '\n';
    const QByteArray margin(indent + 2, ' ');
    for (int i = 1 + below(3); i > 0; --i) {
        out += margin + "- ";
        switch (below(5)) {
        case 0:
            out += once(2) ? "x = 1" : "\"x = '1'\\n\"";
            break;
        case 1:
            out += "|" + comment() + '\n' + margin + "    import numpy  # no comment\n\n" + margin +
                   "    # none either\n" + margin + "      deeper";
            break;
        case 2:
            out += "|-\n" + margin + "  a = 1\n" + margin + "  b = 2";
            break;
        case 3:
            out += ">\n" + margin + "  folded\n" + margin + "  text\n" + margin;
            break;
        default:
            out += "|2+\n" + margin + "   kept\n";
        }
        out += '\n';
    }
    return out;
}

QByteArray RandomSuite::annotations(int indent)
{
    if (const QByteArray name = alias("pairs"); !name.isEmpty())
        return ' ' + name + comment() + '\n';
    const QByteArray name = anchor("pairs");
    if (once(3))
        return ' ' + name + "{a/b: \"true\", 'c d': e" + (once(3) ? "," : "") + "}" + comment() +
               '\n';
    QByteArray out = (name.isEmpty() ? QByteArray() : ' ' + name.trimmed()) + comment() + '\n';
    for (int i = 1 + below(3); i > 0; --i)
        out += commentLines(indent) + QByteArray(indent + 2, ' ') + "key" + QByteArray::number(i) +
               "/x: " + scalar(word()) + comment() + '\n';
    return out;
}

QByteArray RandomSuite::resources(int indent)
{
    const QByteArray margin(indent + 2, ' ');
    const QByteArray name = "r" + QByteArray::number(++m_names);
    switch (below(m_references == References::Many ? 3 : 2)) {
    case 0:
        return " {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: 2}}" + comment() + '\n';
    case 1:
        return "\n" + commentLines(indent) + margin + "requests:" + comment() + '\n' + margin +
               "  cpu: \"1\"" + comment() + '\n' + margin + "  memory: 2Gi\n" + margin +
               "limits: {memory: 4Gi}\n";
    default:
        return '\n' + margin + "requests: &" + name + "\n" + margin + "  cpu: 1\n" +
               commentLines(indent + 4) + margin + "limits:\n" + margin + "  <<: *" + name + "\n" +
               margin + "  memory: 1Gi\n";
    }
}

QByteArray RandomSuite::logPolicy(int indent)
{
    const QByteArray margin(indent + 2, ' ');
    return comment() + '\n' + margin + "blocked:" + list(indent + 2) +
           (once(2) ? margin + "waivers:\n" + margin + "- text: x" + comment() + '\n' + margin +
                          "  until: 2027-01-31\n" + margin + "  reason: 'y'\n"
                    : QByteArray());
}

QByteArray RandomSuite::test(int number, int column)
{
    const QByteArray id = QByteArray::number(number);
    const int indent = column + 2;
    const auto text = [this](const char *name, const QByteArray &value) {
        QByteArray written = qstrcmp(name, "custom_image") == 0 ? alias(name) : QByteArray();
        if (written.isEmpty())
            written =
                (qstrcmp(name, "custom_image") == 0 ? anchor(name) : QByteArray()) + scalar(value);
        return name + QByteArray(": ") + written + comment() + '\n';
    };
    QList<std::function<QByteArray()>> kinds{
        [&] { return text("namespace", "test-" + id); },
        [&] { return text("notebook_name", "nb-" + id); },
        [&] { return text("custom_image", "quay.io/org/nb:" + id); },
        [&] { return "packages_to_verify:" + list(indent); },
        [&] { return "timeout_pod_ready:   300" + comment() + '\n'; },
        [&] { return "auth_annotations:" + annotations(indent); },
        [&] { return "gpu_required: true" + comment() + '\n'; },
        [&] { return "notebook_cells:" + cells(indent); },
        [&] { return "resources:" + resources(indent); },
        [&] { return "log_policy:" + logPolicy(indent); },
        [&] { return "owner: me" + comment() + '\n'; },
        [&] {
            return "template:\n" + QByteArray(indent + 2, ' ') + "metadata: {labels: {a: b}}\n";
        }};
    // In another order, and some of them not at all; an alias comes behind its anchor.
    std::shuffle(kinds.begin(), kinds.end(), m_random);
    QByteArrayList fields;
    for (const auto &kind : kinds) {
        if (!once(3))
            fields << kind();
    }
    if (fields.isEmpty())
        fields << text("namespace", "test-" + id);
    if (const QByteArray base = alias("test"); !base.isEmpty())
        fields.insert(below(int(fields.size())), "<<: " + base + '\n');
    fields.insert(once(4) ? below(int(fields.size())) : 0, "id: t" + id + comment() + '\n');
    QByteArray out = commentLines(column) + QByteArray(column, ' ') + "- ";
    if (const QByteArray name = anchor("test"); !name.isEmpty())
        out += name.trimmed() + '\n' + QByteArray(indent, ' ');
    for (qsizetype i = 0; i < fields.size(); ++i)
        out += (i > 0 ? commentLines(indent) + QByteArray(indent, ' ') : QByteArray()) + fields[i];
    return out;
}

QByteArray RandomSuite::text()
{
    m_anchors.clear();
    m_inTests = false;
    QByteArray out = commentLines(0) + "version: 1" + comment() + '\n';
    if (once(3) && m_references != References::None)
        out += "x-image: &custom_image0 quay.io/org/shared:1" + comment() + '\n';
    if (out.contains("&custom_image0"))
        m_anchors["custom_image"] << "custom_image0";
    if (m_references == References::Head) {
        out += "x-base: &test0 # of many\n  timeout_pod_ready: 90\n"
               "  auth_annotations: &pairs0 {a: b}\n  packages_to_verify: [yaml]\n";
        m_anchors["test"] << "test0";
        m_anchors["pairs"] << "pairs0";
    }
    if (once(2)) {
        out += "defaults:" + comment() + '\n' + commentLines(2) + "  timeout_command: 30" +
               comment() + "\n  packages_to_verify:" + list(2) + commentLines(0);
        if (once(2))
            out += "  custom_image: quay.io/org/default:1\n  gpu_required: true\n";
    }
    m_inTests = true;
    const int column = below(3) * 2;
    const QByteArray between = once(2) ? "\n" : "";
    out += "tests:" + comment() + '\n';
    for (int i = 1 + below(4), number = 1; i > 0; --i)
        out += test(number++, column) + (i > 1 ? between : QByteArray());
    out += commentLines(0);
    if (once(4))
        out.chop(1);
    if (once(4))
        out.replace("\n", "\r\n");
    return once(10) ? "\xEF\xBB\xBF" + out : out;
}

void RandomSuite::change(QStringList &list, bool manyLines)
{
    const int at = list.isEmpty() ? 0 : below(int(list.size()));
    switch (list.isEmpty() ? 0 : below(6)) {
    case 0:
        list.insert(at, anyText(manyLines));
        break;
    case 1:
        list.append(anyText(manyLines));
        break;
    case 2:
        list.removeAt(at);
        break;
    case 3:
        list[at] = anyText(manyLines);
        break;
    case 4:
        list.move(at, below(int(list.size())));
        break;
    default:
        list = list.mid(at / 2, list.size() / 2);
        list << QString::fromLatin1(word());
    }
}

QString RandomSuite::change(models::CustomImageTestConfiguration &test)
{
    using models::Json;
    switch (below(12)) {
    case 0:
        test.customImage = anyText(false);
        return u"custom_image"_s;
    case 1:
        test.nameSpace = anyText(false);
        return u"namespace"_s;
    case 2:
    case 3:
        change(test.packagesToVerify, false);
        return u"packages_to_verify"_s;
    case 4:
        test.timeoutPodReady = 60 + below(800);
        return u"timeout_pod_ready"_s;
    case 5:
        test.gpuRequired = !test.gpuRequired;
        return u"gpu_required"_s;
    case 6:
        change(test.notebookCells, true);
        return u"notebook_cells"_s;
    case 7:
        if (!test.authAnnotations.isEmpty() && once(2))
            test.authAnnotations.remove(test.authAnnotations.firstKey());
        else
            test.authAnnotations.insert(once(2) ? u"key1/x"_s : u"new key"_s, anyText(false));
        return u"auth_annotations"_s;
    case 8:
        if (once(4))
            test.resources = nullptr;
        else if (once(2))
            test.resources = Json{{"requests", {{"cpu", below(8)}, {"memory", "1Gi"}}}};
        else if (test.resources.is_object())
            test.resources["limits"]["cpu"] = std::to_string(below(9));
        return u"resources"_s;
    case 9:
        change(test.logPolicy.blocked, false);
        return u"log_policy"_s;
    case 10:
        test.templateOverride =
            once(3) ? Json(nullptr) : Json{{"spec", {{"x", Json::array({1, "2"})}}}};
        return u"template"_s;
    default:
        test.id = u"id-%1"_s.arg(below(100'000));
        return u"id"_s;
    }
}

} // namespace assay::tests
