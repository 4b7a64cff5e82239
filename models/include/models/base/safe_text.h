// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

//! What a text from outside must not bring along.
namespace assay::models {

//! Does a terminal, an editor or a browser obey it instead of showing it? Controls, but for line
//! feed and tab; what turns or hides the text around it; halves of surrogate pairs and what is no
//! character at all.
bool isObeyed(char32_t character);

//! The text with U+FFFD for each character that would be obeyed. Lines end in line feeds.
QString withoutControls(const QString &text);

//! A sentence that may quote what a file says, for people to read: of what is long in it the
//! beginning and the end. Sentences of a usual length are returned as they are.
QString inShort(const QString &sentence);

//! The text with "***" for each secret that tells by its form what it is: what follows "token=",
//! "password:" and their like, "Bearer" or "Authorization: Basic"; the user in front of an address;
//! a JSON Web Token, tokens of OpenShift, GitHub, AWS and others, a private key.
QString redacted(const QString &text);

} // namespace assay::models
