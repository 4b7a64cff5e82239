// SPDX-License-Identifier: Apache-2.0
#include "log_memory.h"

#include <QSettings>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace assay::ui::log_memory {

namespace {

constexpr int mostFiles = 100;
constexpr qsizetype longestPattern = 1000;

struct MarkedFile
{
    QString path;
    QStringList lines;
};

class Settings : public QSettings
{
public:
    Settings() : QSettings(QSettings::IniFormat, QSettings::UserScope, u"assay"_s, u"log"_s) {}
};

std::vector<MarkedFile> markedFiles(Settings &settings)
{
    std::vector<MarkedFile> files;
    const int count = std::min(settings.beginReadArray(u"marked"_s), mostFiles);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        files.push_back(
            {settings.value(u"file"_s).toString(), settings.value(u"lines"_s).toStringList()});
    }
    settings.endArray();
    return files;
}

} // namespace

std::vector<HighlightRule> rules()
{
    Settings settings;
    std::vector<HighlightRule> rules;
    const int count = std::min(settings.beginReadArray(u"rules"_s), int(mostHighlightRules));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const HighlightRule rule{{settings.value(u"text"_s).toString().left(longestPattern),
                                  settings.value(u"expression"_s).toBool(),
                                  settings.value(u"case"_s).toBool(),
                                  settings.value(u"words"_s).toBool()},
                                 settings.value(u"color"_s).toInt()};
        if (!rule.query.text.isEmpty() && rule.color >= 0 && rule.color < highlightColorCount)
            rules.push_back(rule);
    }
    settings.endArray();
    return rules;
}

void setRules(const std::vector<HighlightRule> &rules)
{
    Settings settings;
    settings.remove(u"rules"_s);
    settings.beginWriteArray(u"rules"_s, int(rules.size()));
    for (size_t i = 0; i < rules.size(); ++i) {
        settings.setArrayIndex(int(i));
        settings.setValue(u"text"_s, rules[i].query.text);
        settings.setValue(u"expression"_s, rules[i].query.isExpression);
        settings.setValue(u"case"_s, rules[i].query.matchCase);
        settings.setValue(u"words"_s, rules[i].query.wholeWords);
        settings.setValue(u"color"_s, rules[i].color);
    }
    settings.endArray();
}

std::vector<qint64> marks(const QString &path)
{
    Settings settings;
    std::vector<qint64> lines;
    for (const MarkedFile &file : markedFiles(settings)) {
        if (file.path != path)
            continue;
        for (const QString &text : file.lines) {
            bool ok = false;
            const qint64 line = text.toLongLong(&ok);
            if (ok && line >= 0 && lines.size() < mostMarks)
                lines.push_back(line);
        }
        std::sort(lines.begin(), lines.end());
        lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
        break;
    }
    return lines;
}

void setMarks(const QString &path, const std::vector<qint64> &lines)
{
    Settings settings;
    std::vector<MarkedFile> files = markedFiles(settings);
    std::erase_if(files, [&path](const MarkedFile &file) { return file.path == path; });
    if (!lines.empty()) {
        QStringList texts;
        for (size_t i = 0; i < std::min(lines.size(), mostMarks); ++i)
            texts << QString::number(lines[i]);
        files.insert(files.begin(), {path, texts});
    }
    files.resize(std::min<size_t>(files.size(), mostFiles));
    settings.remove(u"marked"_s);
    settings.beginWriteArray(u"marked"_s, int(files.size()));
    for (size_t i = 0; i < files.size(); ++i) {
        settings.setArrayIndex(int(i));
        settings.setValue(u"file"_s, files[i].path);
        settings.setValue(u"lines"_s, files[i].lines);
    }
    settings.endArray();
}

} // namespace assay::ui::log_memory
