// SPDX-License-Identifier: Apache-2.0
#include <k8s/containers/tar_archive.h>

namespace assay::containers {

static constexpr qsizetype blockSize = 512;
static constexpr qsizetype nameSize = 100;
static constexpr qsizetype prefixSize = 155;

//! An octal number and a zero, or, where it has too many digits, GNU's binary form.
static void putNumber(QByteArray &block, qsizetype at, qsizetype size, quint64 number)
{
    QByteArray digits = QByteArray::number(number, 8);
    if (digits.size() < size) {
        block.replace(at, size - 1, digits.rightJustified(size - 1, '0'));
        return;
    }
    for (qsizetype i = size - 1; i > 0; --i, number >>= 8)
        block[at + i] = char(number & 0xff);
    block[at] = char(0x80);
}

bool TarArchive::addFolder(const QString &path, int mode, quint32 userId, quint32 groupId)
{
    QByteArray name = path.toUtf8();
    if (!name.endsWith('/'))
        name += '/';
    return add(name, '5', {}, mode, userId, groupId);
}

bool TarArchive::addFile(const QString &path, const QByteArray &contents, int mode, quint32 userId,
                         quint32 groupId)
{
    return add(path.toUtf8(), '0', contents, mode, userId, groupId);
}

bool TarArchive::add(const QByteArray &path, char type, const QByteArray &contents, int mode,
                     quint32 userId, quint32 groupId)
{
    QByteArray name = path, prefix;
    if (name.size() > nameSize) {
        // The slash between the two parts is in neither.
        const auto slash = path.indexOf('/', path.size() - nameSize - 1);
        if (slash <= 0 || slash > prefixSize || slash == path.size() - 1)
            return false;
        prefix = path.left(slash);
        name = path.mid(slash + 1);
    }
    if (name.isEmpty() || path.startsWith('/'))
        return false;
    QByteArray block(blockSize, '\0');
    block.replace(0, name.size(), name);
    putNumber(block, 100, 8, quint64(mode));
    putNumber(block, 108, 8, userId);
    putNumber(block, 116, 8, groupId);
    putNumber(block, 124, 12, quint64(contents.size()));
    putNumber(block, 136, 12, 0); // changed in 1970: the same archive is the same bytes
    block.replace(148, 8, "        ");
    block[156] = type;
    block.replace(257, 8,
                  QByteArrayView("ustar\0"
                                 "00",
                                 8)
                      .toByteArray());
    block.replace(345, prefix.size(), prefix);
    quint64 sum = 0;
    for (const char byte : std::as_const(block))
        sum += quint8(byte);
    block.replace(148, 8, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0' + ' ');
    m_entries += block + contents;
    m_entries += QByteArray((blockSize - contents.size() % blockSize) % blockSize, '\0');
    return true;
}

QByteArray TarArchive::bytes() const
{
    return m_entries + QByteArray(2 * blockSize, '\0');
}

} // namespace assay::containers
