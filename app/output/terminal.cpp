// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <models/base/safe_text.h>

#include <atomic>
#include <unistd.h>

namespace assay::app {

using namespace Qt::StringLiterals;

static std::atomic_bool s_isOutputWhole = true;
static constexpr qsizetype longestLine = 4'000; //!< characters that somebody reads

//! What is said of a file may quote all of it.
static QString withShortLines(const QString &text)
{
    if (text.size() <= longestLine)
        return text;
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line = line.size() > longestLine ? models::inShort(line) : line;
    return lines.join(u'\n');
}

void Terminal::flush()
{
    m_text.flush();
    if (m_buffer.isEmpty())
        return;
    const QString text = models::redacted(models::withoutControls(m_buffer));
    write((m_stream == Stream::Err ? withShortLines(text) : text).toUtf8());
    m_buffer.clear();
}

void Terminal::redraw(const QString &line)
{
    flush();
    write("\r\033[2K" + models::redacted(models::withoutControls(line).simplified()).toUtf8());
}

void Terminal::writeBytes(const QByteArray &bytes)
{
    flush();
    write(bytes);
}

void Terminal::write(const QByteArray &bytes)
{
    const bool whole = std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), file()) ==
                           std::size_t(bytes.size()) &&
                       std::fflush(file()) == 0;
    if (!whole && m_stream == Stream::Out)
        s_isOutputWhole = false;
}

bool Terminal::canRedraw(Stream stream)
{
    return ::isatty(stream == Stream::Out ? STDOUT_FILENO : STDERR_FILENO) != 0 &&
           qEnvironmentVariable("TERM") != "dumb"_L1 && qEnvironmentVariableIsEmpty("NO_COLOR");
}

bool Terminal::isOutputWhole()
{
    return s_isOutputWhole;
}

QString fromAssay(const QString &sentence)
{
    return u"assay: "_s + QString(sentence).replace(u"\n"_s, u"\nassay: "_s);
}

} // namespace assay::app
