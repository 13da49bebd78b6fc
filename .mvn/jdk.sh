# Sourced by ./mvnw and ./offshoot: points JAVA_HOME at a JDK of at least version 21, whatever `java` on the PATH is.
# Looks at JAVA_HOME, the PATH's javac, then the usual places of Linux packages, SDKMAN and macOS; the highest version wins
# there. Without one it says so in one line and ends the calling script with exit code 1.

offshoot_jdk_version() { # prints the major version of the JDK in $1, or nothing
  [ -x "$1/bin/javac" ] || return 0
  _release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$_release" ] || _release=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  printf %s "$_release"
}

offshoot_find_jdk() {
  _wanted=21
  _version=$(offshoot_jdk_version "${JAVA_HOME:-/nowhere}")
  if [ "${_version:-0}" -ge $_wanted ]; then
    export JAVA_HOME
    return 0
  fi
  _best='' _best_version=0
  _on_path=$(command -v javac 2>/dev/null) || _on_path=''
  if [ -n "$_on_path" ]; then
    _on_path=$(readlink -f "$_on_path" 2>/dev/null || printf %s "$_on_path")
    _on_path=${_on_path%/bin/javac}
  fi
  _flags=$-
  set +f # the caller may have globbing off
  for _home in "${_on_path:-/nowhere}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/nowhere}"/.sdkman/candidates/java/* \
    "${HOME:-/nowhere}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    _version=$(offshoot_jdk_version "$_home")
    if [ "${_version:-0}" -ge $_wanted ] && [ "$_version" -gt "$_best_version" ]; then
      _best=$_home _best_version=$_version
    fi
  done
  case $_flags in *f*) set -f ;; esac
  if [ -z "$_best" ]; then
    echo "offshoot: no JDK $_wanted or newer found (looked at JAVA_HOME=${JAVA_HOME:-unset}, the PATH, /usr/lib/jvm, SDKMAN and macOS places); install one, or set JAVA_HOME to it" >&2
    exit 1
  fi
  JAVA_HOME=$_best
  export JAVA_HOME
}

offshoot_find_jdk
