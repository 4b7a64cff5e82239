// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <openssl/crypto.h>

//! OpenSSL takes down what it keeps for each thread when a process ends, and each thread does so
//! for itself when it ends. A thread that was waited for, as QThread waits, may still be at that:
//! then both free the same memory. The process gives it all back anyway.
static void leaveOpenSslToTheSystem()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}
// Before anything of Qt's wants TLS, after which it would be too late.
Q_COREAPP_STARTUP_FUNCTION(leaveOpenSslToTheSystem)
