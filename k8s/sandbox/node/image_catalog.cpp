// SPDX-License-Identifier: Apache-2.0
#include "image_catalog.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <map>
#include <stdexcept>
#include <yaml-cpp/yaml.h>

namespace assay::sandbox {

[[noreturn]] static void fail(const YAML::Mark &mark, const std::string &what)
{
    throw std::runtime_error(std::to_string(mark.line + 1) + ": " + what);
}

template<class Value>
static Value oneOf(const YAML::Node &node, const std::map<std::string, Value> &choices)
{
    const auto found = choices.find(node.as<std::string>());
    if (found == choices.end())
        fail(node.Mark(), "unknown value \"" + node.as<std::string>() + "\"");
    return found->second;
}

static std::vector<std::string> lines(const YAML::Node &node)
{
    std::vector<std::string> result;
    if (node.IsSequence())
        return node.as<std::vector<std::string>>();
    const QStringList parts = QString::fromStdString(node.as<std::string>()).trimmed().split(u'\n');
    for (const QString &part : parts)
        result.push_back(part.toStdString());
    return result;
}

//! yaml-cpp leaves merge keys to its users. What the entry says itself counts.
static YAML::Node merged(const YAML::Node &node)
{
    if (!node["<<"])
        return node;
    YAML::Node result = YAML::Clone(node["<<"]);
    for (const auto &entry : node) {
        if (const auto key = entry.first.as<std::string>(); key != "<<")
            result[key] = entry.second;
    }
    return result;
}

//! Sets the field of this name; false where there is none.
static bool setField(ImageScript &script, const std::string &key, const YAML::Node &value)
{
    using Pull = ImageScript::Pull;
    using Behaviour = ImageScript::Behaviour;
    if (key == "pull")
        script.pull = oneOf<Pull>(value, {{"ok", Pull::Ok},
                                          {"not-found", Pull::NotFound},
                                          {"unauthorized", Pull::Unauthorized}});
    else if (key == "pull_seconds")
        script.pullSeconds = value.as<double>();
    else if (key == "size")
        script.sizeBytes = value.as<qint64>();
    else if (key == "digest")
        script.digest = value.as<std::string>();
    else if (key == "behaviour")
        script.behaviour = oneOf<Behaviour>(value, {{"serve", Behaviour::Serve},
                                                    {"never-ready", Behaviour::NeverReady},
                                                    {"crash", Behaviour::Crash},
                                                    {"exit", Behaviour::Exit},
                                                    {"oom", Behaviour::OutOfMemory}});
    else if (key == "log")
        script.log = lines(value);
    else if (key == "last_words")
        script.lastWords = lines(value);
    else if (key == "flood_lines")
        script.floodLines = value.as<qint64>();
    else if (key == "after_seconds")
        script.afterSeconds = value.as<double>();
    else if (key == "exit_code")
        script.exitCode = value.as<int>();
    else if (key == "status")
        script.status = value.as<int>();
    else if (key == "liveness_status")
        script.livenessStatus = value.as<int>();
    else if (key == "ignores_sigterm")
        script.ignoresSigterm = value.as<bool>();
    else if (key == "python" && value.as<std::string>() == "none")
        script.hasPython = false;
    else if (key == "python")
        script.python = QString::fromStdString(value.as<std::string>());
    else if (key == "pythonpath")
        script.pythonPath = QString::fromStdString(value.as<std::string>());
    else
        return false;
    return true;
}

//! A glob in which * also stands for slashes.
static QRegularExpression patternOf(const std::string &reference)
{
    const QString pattern = QString::fromStdString(reference);
    return QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                  pattern, QRegularExpression::UnanchoredWildcardConversion)
                                  .prepend(QStringLiteral("\\A"))
                                  .append(QStringLiteral("\\z"))
                                  .replace(QStringLiteral("[^/]*"), QStringLiteral(".*")));
}

static ImageScript parseImage(const YAML::Node &node)
{
    ImageScript script;
    std::string reference;
    for (const auto &entry : node) {
        const auto key = entry.first.as<std::string>();
        if (key == "image")
            reference = entry.second.as<std::string>();
        else if (!setField(script, key, entry.second))
            fail(entry.first.Mark(), "unknown field \"" + key + "\"");
    }
    if (reference.empty())
        fail(node.Mark(), "an entry needs an image");
    if (!node["liveness_status"])
        script.livenessStatus = script.status;
    script.reference = patternOf(reference);
    if (script.digest.empty()) {
        const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(reference),
                                                   QCryptographicHash::Sha256);
        script.digest = "sha256:" + hash.toHex().toStdString();
    }
    return script;
}

ImageCatalog ImageCatalog::load(const QString &file)
{
    const QString path = file.isEmpty() ? QStringLiteral(":/sandbox/images.yaml") : file;
    const std::string prefix = path.toStdString() + ":";
    if (QFileInfo(path).isDir())
        throw std::runtime_error(prefix + " this is a folder: name a file");
    QFile source(path);
    if (!source.open(QIODevice::ReadOnly))
        throw std::runtime_error(prefix + " " + source.errorString().toStdString());
    const QString directory = QFileInfo(path).absolutePath();
    ImageCatalog catalog;
    try {
        const YAML::Node root = YAML::Load(source.readAll().toStdString());
        if (!root.IsMap() || !root["images"] || !root["images"].IsSequence())
            throw std::runtime_error(
                " this file says nothing of images: it needs a list \"images\", "
                "of which each entry has an \"image\"");
        if (const YAML::Node node = root["node"]) {
            catalog.cpu = node["cpu"].as<std::string>(catalog.cpu);
            catalog.memory = node["memory"].as<std::string>(catalog.memory);
        }
        for (const YAML::Node &entry : root["images"]) {
            if (!entry.IsMap())
                fail(entry.Mark(), "an entry of \"images\" has fields, such as \"image\"");
            catalog.m_images.push_back(parseImage(merged(entry)));
            QString &pythonPath = catalog.m_images.back().pythonPath;
            if (!pythonPath.isEmpty() && QFileInfo(pythonPath).isRelative())
                pythonPath = directory + u'/' + pythonPath;
        }
    } catch (const YAML::ParserException &error) {
        throw std::runtime_error(prefix + std::to_string(error.mark.line + 1) +
                                 ": this is not YAML: " + error.msg);
    } catch (const YAML::BadConversion &error) {
        throw std::runtime_error(prefix + std::to_string(error.mark.line + 1) +
                                 ": this value cannot stand here");
    } catch (const YAML::Exception &error) {
        throw std::runtime_error(prefix + std::to_string(error.mark.line + 1) + ": " + error.msg);
    } catch (const std::runtime_error &error) {
        throw std::runtime_error(prefix + error.what());
    }
    return catalog;
}

const ImageScript *ImageCatalog::find(const std::string &reference) const
{
    const QString text = QString::fromStdString(reference);
    for (const ImageScript &script : m_images) {
        if (script.reference.match(text).hasMatch())
            return &script;
    }
    return nullptr;
}

} // namespace assay::sandbox
