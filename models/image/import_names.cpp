// SPDX-License-Identifier: Apache-2.0
#include "import_names.h"

#include <models/image/package_verification_result.h>

#include <QSet>

#include <algorithm>
#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct ImportName
{
    QLatin1String distribution; //!< normalized as PEP 503 says
    QLatin1String import;
};
} // namespace

// Where several distributions give one import name, the one to install stands first.
static constexpr std::array importNames{
    ImportName{"scikit-learn"_L1, "sklearn"_L1},
    ImportName{"scikit-image"_L1, "skimage"_L1},
    ImportName{"scikit-learn-intelex"_L1, "sklearnex"_L1},
    ImportName{"sklearn-onnx"_L1, "skl2onnx"_L1},
    ImportName{"pillow"_L1, "PIL"_L1},
    ImportName{"pyyaml"_L1, "yaml"_L1},
    ImportName{"opencv-python"_L1, "cv2"_L1},
    ImportName{"opencv-python-headless"_L1, "cv2"_L1},
    ImportName{"opencv-contrib-python"_L1, "cv2"_L1},
    ImportName{"beautifulsoup4"_L1, "bs4"_L1},
    ImportName{"python-dateutil"_L1, "dateutil"_L1},
    ImportName{"python-dotenv"_L1, "dotenv"_L1},
    ImportName{"python-multipart"_L1, "multipart"_L1},
    ImportName{"python-jose"_L1, "jose"_L1},
    ImportName{"python-docx"_L1, "docx"_L1},
    ImportName{"python-pptx"_L1, "pptx"_L1},
    ImportName{"mysql-connector-python"_L1, "mysql.connector"_L1},
    ImportName{"mysqlclient"_L1, "MySQLdb"_L1},
    ImportName{"psycopg2-binary"_L1, "psycopg2"_L1},
    ImportName{"kafka-python"_L1, "kafka"_L1},
    ImportName{"kafka-python-ng"_L1, "kafka"_L1},
    ImportName{"confluent-kafka"_L1, "confluent_kafka"_L1},
    ImportName{"codeflare-sdk"_L1, "codeflare_sdk"_L1},
    ImportName{"torch"_L1, "torch"_L1},
    ImportName{"pytorch"_L1, "torch"_L1},
    ImportName{"rocm-pytorch"_L1, "torch"_L1},
    ImportName{"pytorch-lightning"_L1, "pytorch_lightning"_L1},
    ImportName{"tensorflow"_L1, "tensorflow"_L1},
    ImportName{"tensorflow-cpu"_L1, "tensorflow"_L1},
    ImportName{"tensorflow-gpu"_L1, "tensorflow"_L1},
    ImportName{"tensorflow-rocm"_L1, "tensorflow"_L1},
    ImportName{"onnxruntime-gpu"_L1, "onnxruntime"_L1},
    ImportName{"llm-compressor"_L1, "llmcompressor"_L1},
    ImportName{"elyra"_L1, "elyra"_L1},
    ImportName{"elyra-server"_L1, "elyra"_L1},
    ImportName{"odh-elyra"_L1, "elyra"_L1},
    ImportName{"faiss-cpu"_L1, "faiss"_L1},
    ImportName{"faiss-gpu"_L1, "faiss"_L1},
    ImportName{"cupy-cuda12x"_L1, "cupy"_L1},
    ImportName{"umap-learn"_L1, "umap"_L1},
    ImportName{"imbalanced-learn"_L1, "imblearn"_L1},
    ImportName{"hydra-core"_L1, "hydra"_L1},
    ImportName{"sentence-transformers"_L1, "sentence_transformers"_L1},
    ImportName{"huggingface-hub"_L1, "huggingface_hub"_L1},
    ImportName{"ipython"_L1, "IPython"_L1},
    ImportName{"jinja2"_L1, "jinja2"_L1},
    ImportName{"gitpython"_L1, "git"_L1},
    ImportName{"pyzmq"_L1, "zmq"_L1},
    ImportName{"pyjwt"_L1, "jwt"_L1},
    ImportName{"pycryptodome"_L1, "Crypto"_L1},
    ImportName{"pyopenssl"_L1, "OpenSSL"_L1},
    ImportName{"pyserial"_L1, "serial"_L1},
    ImportName{"protobuf"_L1, "google.protobuf"_L1},
    ImportName{"grpcio"_L1, "grpc"_L1},
    ImportName{"google-cloud-storage"_L1, "google.cloud.storage"_L1},
    ImportName{"google-cloud-bigquery"_L1, "google.cloud.bigquery"_L1},
    ImportName{"azure-storage-blob"_L1, "azure.storage.blob"_L1},
    ImportName{"snowflake-connector-python"_L1, "snowflake.connector"_L1},
    ImportName{"websocket-client"_L1, "websocket"_L1},
    ImportName{"sdg-hub"_L1, "sdg_hub"_L1},
    ImportName{"biopython"_L1, "Bio"_L1},
    ImportName{"dnspython"_L1, "dns"_L1},
    ImportName{"fonttools"_L1, "fontTools"_L1},
    ImportName{"google-api-python-client"_L1, "googleapiclient"_L1},
    ImportName{"google-auth"_L1, "google.auth"_L1},
    ImportName{"azure-identity"_L1, "azure.identity"_L1},
    ImportName{"kubeflow-training"_L1, "kubeflow.training"_L1},
    ImportName{"levenshtein"_L1, "Levenshtein"_L1},
    ImportName{"python-levenshtein"_L1, "Levenshtein"_L1},
    ImportName{"msgpack"_L1, "msgpack"_L1},
    ImportName{"msgpack-python"_L1, "msgpack"_L1},
    ImportName{"nvidia-ml-py"_L1, "pynvml"_L1},
    ImportName{"opencv-contrib-python-headless"_L1, "cv2"_L1},
    ImportName{"pycryptodomex"_L1, "Cryptodome"_L1},
    ImportName{"pypdf2"_L1, "PyPDF2"_L1},
    ImportName{"pyqt5"_L1, "PyQt5"_L1},
    ImportName{"pyqt6"_L1, "PyQt6"_L1},
    ImportName{"python-magic"_L1, "magic"_L1},
    ImportName{"python-slugify"_L1, "slugify"_L1},
    ImportName{"scikit-optimize"_L1, "skopt"_L1},
    ImportName{"scikit-survival"_L1, "sksurv"_L1},
    ImportName{"simpleitk"_L1, "SimpleITK"_L1},
    ImportName{"snowflake-sqlalchemy"_L1, "snowflake.sqlalchemy"_L1},
    ImportName{"xgboost"_L1, "xgboost"_L1},
    ImportName{"xgboost-cpu"_L1, "xgboost"_L1},
    // What stands in the lists of Open Data Hub's images, and is imported by another name.
    ImportName{"absl-py"_L1, "absl"_L1},
    ImportName{"argon2-cffi"_L1, "argon2"_L1},
    ImportName{"argon2-cffi-bindings"_L1, "_argon2_cffi_bindings"_L1},
    ImportName{"azure-core"_L1, "azure.core"_L1},
    ImportName{"backports-tarfile"_L1, "backports.tarfile"_L1},
    ImportName{"backports-zoneinfo"_L1, "backports.zoneinfo"_L1},
    ImportName{"databricks-sdk"_L1, "databricks.sdk"_L1},
    ImportName{"google-api-core"_L1, "google.api_core"_L1},
    ImportName{"google-cloud-core"_L1, "google.cloud.client"_L1},
    ImportName{"google-pasta"_L1, "pasta"_L1},
    ImportName{"google-resumable-media"_L1, "google.resumable_media"_L1},
    ImportName{"googleapis-common-protos"_L1, "google.api"_L1},
    ImportName{"graphql-core"_L1, "graphql"_L1},
    ImportName{"ibm-cos-sdk"_L1, "ibm_boto3"_L1},
    ImportName{"jpype1"_L1, "jpype"_L1},
    ImportName{"kfp-kubernetes"_L1, "kfp.kubernetes"_L1},
    ImportName{"kfp-pipeline-spec"_L1, "kfp.pipeline_spec"_L1},
    ImportName{"kubeflow-kale"_L1, "kale"_L1},
    ImportName{"libclang"_L1, "clang"_L1},
    ImportName{"markdown-it-py"_L1, "markdown_it"_L1},
    ImportName{"mlflow"_L1, "mlflow"_L1},
    ImportName{"mlflow-skinny"_L1, "mlflow"_L1},
    ImportName{"mlflow-tracing"_L1, "mlflow"_L1},
    ImportName{"openshift-python-wrapper"_L1, "ocp_resources"_L1},
    ImportName{"opentelemetry-exporter-prometheus"_L1, "opentelemetry.exporter.prometheus"_L1},
    ImportName{"opentelemetry-proto"_L1, "opentelemetry.proto"_L1},
    ImportName{"opentelemetry-sdk"_L1, "opentelemetry.sdk"_L1},
    ImportName{"opentelemetry-semantic-conventions"_L1, "opentelemetry.semconv"_L1},
    ImportName{"opentelemetry-api"_L1, "opentelemetry"_L1},
    ImportName{"proto-plus"_L1, "proto"_L1},
    ImportName{"py-cpuinfo"_L1, "cpuinfo"_L1},
    ImportName{"pygithub"_L1, "github"_L1},
    ImportName{"pynacl"_L1, "nacl"_L1},
    ImportName{"python-json-logger"_L1, "pythonjsonlogger"_L1},
    ImportName{"python-lsp-jsonrpc"_L1, "pylsp_jsonrpc"_L1},
    ImportName{"python-lsp-server"_L1, "pylsp"_L1},
    ImportName{"rpds-py"_L1, "rpds"_L1},
    ImportName{"ruamel-yaml"_L1, "ruamel.yaml"_L1},
};

QString importNameFor(const QString &distribution)
{
    const QString normalized = normalizedDistributionName(distribution);
    for (const ImportName &name : importNames) {
        if (normalized == name.distribution)
            return distribution == name.import ? QString() : QString(name.import);
    }
    return {};
}

QString distributionFor(const QString &module)
{
    for (const ImportName &name : importNames) {
        if (module == name.import || module.startsWith(name.import + u'.'))
            return name.distribution;
    }
    return module.section(u'.', 0, 0);
}

bool isKnownImport(const QString &module)
{
    return std::any_of(importNames.begin(), importNames.end(), [&](const ImportName &name) {
        return module == name.import || module.startsWith(name.import + u'.');
    });
}

bool hasItsCapitals(const QString &module)
{
    static const QSet<QString> names{
        u"AppKit"_s,   u"Box2D"_s,   u"ConfigSpace"_s, u"Crypto"_s,  u"Cython"_s,
        u"DateTime"_s, u"FreeCAD"_s, u"GPy"_s,         u"GPyOpt"_s,  u"OpenEXR"_s,
        u"OpenGL"_s,   u"Orange"_s,  u"PyInstaller"_s, u"PySide2"_s, u"PySide6"_s,
        u"Pyro4"_s,    u"Pyro5"_s,   u"TTS"_s,         u"Xlib"_s,    u"ImathNumPy"_s};
    return isKnownImport(module) || names.contains(module.section(u'.', 0, 0));
}

} // namespace assay::models
