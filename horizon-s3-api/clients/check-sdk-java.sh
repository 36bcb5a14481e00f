#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

version="$(basename "$HORIZON_CLIENTS_JAVA"/s3-[0-9]*.jar .jar)"
"$JAVA_HOME/bin/java" -cp "$HORIZON_CLIENTS_JAVA/*" "$(dirname "$0")/sdk-java/SdkJava.java" "${version#s3-}"
