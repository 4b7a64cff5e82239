# SPDX-License-Identifier: Apache-2.0
# headers_alone: every header of the project, included by a file that includes nothing else and includes it
# twice. What it needs it includes itself, whatever those that use it happened to include before.
set(headers_alone_all)
if(ASSAY_HEADERS_ALONE)
    set(headers_alone_all ALL)
endif()
add_custom_target(headers_alone ${headers_alone_all})

# headers_alone_of(TARGET FOLDER… [EXCEPT REGEX]): the headers below the folders, seen as TARGET sees them.
function(headers_alone_of target)
    cmake_parse_arguments(ALONE "" "EXCEPT" "INCLUDE;LINKS" ${ARGN})
    set(name headers_alone_${target})
    set(sources)
    foreach(folder ${ALONE_UNPARSED_ARGUMENTS})
        file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${folder}/*.h)
        if(ALONE_EXCEPT)
            list(FILTER headers EXCLUDE REGEX ${ALONE_EXCEPT})
        endif()
        foreach(header ${headers})
            string(REPLACE "/" "_" file ${header})
            set(file ${PROJECT_BINARY_DIR}/headers_alone/${file}.cpp)
            file(CONFIGURE OUTPUT ${file} CONTENT
                "#include \"${PROJECT_SOURCE_DIR}/${header}\"\n#include \"${PROJECT_SOURCE_DIR}/${header}\"\n")
            list(APPEND sources ${file})
        endforeach()
    endforeach()
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${sources})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    target_include_directories(${name} PRIVATE ${ALONE_INCLUDE})
    target_link_libraries(${name} PRIVATE assay_options ${target} ${ALONE_LINKS})
    # Nobody runs it: what counts is that it compiles.
    target_compile_options(${name} PRIVATE -O0 -g0 -fno-sanitize=all)
    add_dependencies(headers_alone ${name})
endfunction()

headers_alone_of(assay_k8s k8s EXCEPT "^k8s/(local|sandbox)/" INCLUDE ${PROJECT_SOURCE_DIR}/k8s
    LINKS Qt6::WebSockets yaml-cpp OpenSSL::Crypto)
headers_alone_of(assay_sandbox k8s/sandbox INCLUDE ${PROJECT_SOURCE_DIR}/k8s/sandbox
    LINKS Qt6::Network Qt6::WebSockets yaml-cpp OpenSSL::Crypto Boost::headers)
headers_alone_of(assay_local k8s/local INCLUDE ${PROJECT_SOURCE_DIR}/k8s/local
    LINKS assay_sandbox Qt6::Network QCoro6::Core nlohmann_json::nlohmann_json)
headers_alone_of(assay_models models EXCEPT "^models/tables/" INCLUDE ${PROJECT_SOURCE_DIR}/models LINKS yaml-cpp)
headers_alone_of(assay_tables models/tables INCLUDE ${PROJECT_SOURCE_DIR}/models)
headers_alone_of(assay_ui ui INCLUDE ${PROJECT_SOURCE_DIR}/ui)
headers_alone_of(assay_app app INCLUDE ${PROJECT_SOURCE_DIR}/app)
if(BUILD_TESTING)
    headers_alone_of(ui_test_support tests/ui INCLUDE ${PROJECT_SOURCE_DIR}/tests)
    headers_alone_of(assay_fake_servers tests/k8s tests/models tests/sandbox tests/support
        INCLUDE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/app LINKS assay_app Qt6::Test)
endif()
