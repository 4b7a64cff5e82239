// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSyntaxHighlighter>

namespace assay::ui {

//! Keys, comments, quoted texts, anchors and aliases of YAML; what stands in a block of text is
//! text.
class YamlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    explicit YamlHighlighter(QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    bool isOfBlockText(const QString &text);
};

} // namespace assay::ui
