# Runs samples of a shell, each in a shell of its own that this one makes.
#
# Each line of the input is the path of a sample; each line of the output is JSON with
# what it printed, and its error. Texts go through files: no shell holds every byte.
while read -r path; do
  if (. "$path") </dev/null >"$path.out" 2>"$path.err"; then error=''; else error="exit status $?"; fi
  printf '{"printed": "%s", "error": "%s"}\n' "$path.out" "$error"
done
