// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace assay::ui {

//! A digest as people compare it: "sha256:1f41aa20…7083" stands for all 64 digits.
QString withShortDigests(const QString &text);
//! Lets a line break inside of words that no narrow column holds: paths, URLs, references. What it
//! puts in is invisible, and unbroken() takes it out again.
QString breakable(const QString &text);
QString unbroken(const QString &text);

//! Plain text that wraps in any width, without a word that is too wide for it. It can be selected;
//! what is copied is the text as it came.
class WrappedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit WrappedLabel(const QString &text = {}, QWidget *parent = nullptr);
    //! Digests are shortened on the screen; the whole text is the tooltip then.
    void setWrappedText(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void copy() const;
    QString m_whole;
};

} // namespace assay::ui
