# SPDX-License-Identifier: Apache-2.0
# Installs into a folder of its own and looks at what is there: the command runs, and a desktop finds it.
# cmake -D BUILD=… -D PREFIX=… -D VERSION=… -P install.cmake
set(id io.github.assay.Assay)
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE found RELATIVE ${PREFIX} ${PREFIX}/*)
list(SORT found)
# The rooms, where they are libraries of their own.
list(FILTER found EXCLUDE REGEX "^lib[^/]*/.*assay/libassay_[a-z0-9]+\\.so$")
set(expected
    bin/assay
    share/applications/${id}.desktop
    share/bash-completion/completions/assay
    share/fish/vendor_completions.d/assay.fish
    share/icons/hicolor/scalable/apps/${id}.svg
    share/metainfo/${id}.metainfo.xml
    share/zsh/site-functions/_assay)
if(NOT found STREQUAL expected)
    message(FATAL_ERROR "installed: ${found}\nexpected: ${expected}")
endif()

execute_process(COMMAND ${PREFIX}/bin/assay --version OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said STREQUAL "assay ${VERSION}\n")
    message(FATAL_ERROR "\"assay --version\" says ${said}")
endif()

# What the three say of each other has to agree.
file(READ ${PREFIX}/share/applications/${id}.desktop desktop)
foreach(line "Exec=assay %f\n" "Icon=${id}\n" "Type=Application\n")
    string(FIND "${desktop}" "\n${line}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "the desktop entry lacks ${line}")
    endif()
endforeach()
file(READ ${PREFIX}/share/metainfo/${id}.metainfo.xml metainfo)
string(FIND "${metainfo}" "<launchable type=\"desktop-id\">${id}.desktop</launchable>" at)
if(at EQUAL -1)
    message(FATAL_ERROR "the metainfo does not name the desktop entry")
endif()
foreach(shell bash zsh fish)
    execute_process(COMMAND ${PREFIX}/bin/assay completion ${shell} OUTPUT_VARIABLE said
        COMMAND_ERROR_IS_FATAL ANY)
    if(shell STREQUAL "bash")
        set(path share/bash-completion/completions/assay)
    elseif(shell STREQUAL "zsh")
        set(path share/zsh/site-functions/_assay)
    else()
        set(path share/fish/vendor_completions.d/assay.fish)
    endif()
    file(READ ${PREFIX}/${path} there)
    if(NOT there STREQUAL said)
        message(FATAL_ERROR "${path} is not what \"assay completion ${shell}\" prints")
    endif()
endforeach()

find_program(APPSTREAMCLI appstreamcli)
if(APPSTREAMCLI)
    execute_process(COMMAND ${APPSTREAMCLI} validate --no-net ${PREFIX}/share/metainfo/${id}.metainfo.xml
        RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${said}")
    endif()
endif()
find_program(DESKTOP_FILE_VALIDATE desktop-file-validate)
if(DESKTOP_FILE_VALIDATE)
    execute_process(COMMAND ${DESKTOP_FILE_VALIDATE} ${PREFIX}/share/applications/${id}.desktop
        COMMAND_ERROR_IS_FATAL ANY)
endif()
