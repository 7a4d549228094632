# Creates the topics of the spec on the local broker and brings those that are there to what the spec says.
#
# Arguments: for each topic its name, how many partitions, and its settings as key=value. They come as arguments, so that
# no value can become a command. Settings that a topic has and the spec does not name are removed, as they are in the
# cluster; topics that the spec does not name are left alone. Partitions are added; to take some away is not possible.
#
# Each call of a tool starts a JVM and takes a second or two. Two calls tell all that is there, and only what differs is
# changed; `--topic` of the first tool is a pattern where something is changed, and a name where it is created.
set -euo pipefail

topics() { "$TOPICS_TOOL" --bootstrap-server "$BOOTSTRAP" "$@"; }
configs() { "$CONFIGS_TOOL" --bootstrap-server "$BOOTSTRAP" --entity-type topics "$@"; }
joined() { local IFS=,; echo "$*"; }
# Some tools say what is wrong on their standard output, so that is shown, too.
stop() { echo "$*" >&2; exit 1; }

declare -A partitions_of=() keys_of=() value_of=()

see_partitions() {
  local text line header='^Topic: ([^[:space:]]+).*PartitionCount: ([0-9]+)'
  text=$(topics --describe) || stop "the topics could not be listed: $text"
  while IFS= read -r line; do
    if [[ $line =~ $header ]]; then partitions_of[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}; fi
  done <<< "$text"
}

see_settings() {
  local text line topic= key
  local header='^Dynamic configs for topic (.+) are:$' entry='^ +([^=]+)=(.*) sensitive=(true|false) synonyms='
  text=$(configs --describe) || stop "the settings of the topics could not be listed: $text"
  while IFS= read -r line; do
    if [[ $line =~ $header ]]; then
      topic=${BASH_REMATCH[1]}
    elif [[ $line =~ $entry ]]; then
      key=${BASH_REMATCH[1]}
      value_of["$topic $key"]=${BASH_REMATCH[2]}
      keys_of[$topic]+="$key "
    fi
  done <<< "$text"
}

create() {
  local setting options=()
  for setting in "${settings[@]}"; do options+=(--config "$setting"); done
  topics --create --if-not-exists --topic "$name" --partitions "$wanted" --replication-factor 1 "${options[@]}"
}

bring_partitions() {
  local there=${partitions_of[$name]}
  if ((wanted > there)); then
    echo "$name: from $there to $wanted partitions"
    topics --alter --topic "${name//./\\.}" --partitions "$wanted"
  elif ((wanted < there)); then
    echo "$name: has $there partitions and keeps them, though the spec says $wanted: Kafka takes none away." \
      "For $wanted, delete the topic with its records in the broker's container, and run this again:" \
      "$TOPICS_TOOL --bootstrap-server $BOOTSTRAP --delete --topic '${name//./\\.}'" >&2
  fi
}

bring_settings() {
  local setting key value named=' ' add=() remove=() changes=()
  for setting in "${settings[@]}"; do
    key=${setting%%=*} value=${setting#*=}
    named+="$key "
    if [[ ${value_of["$name $key"]-} != "$value" ]]; then
      if [[ $value == *[,=]* ]]; then value="[$value]"; fi
      add+=("$key=$value")
    fi
  done
  for key in ${keys_of[$name]-}; do
    if [[ $named != *" $key "* ]]; then remove+=("$key"); fi
  done
  if ((${#add[@]})); then changes+=(--add-config "$(joined "${add[@]}")"); fi
  if ((${#remove[@]})); then changes+=(--delete-config "$(joined "${remove[@]}")"); fi
  if ((${#changes[@]})); then
    echo "$name: ${changes[*]}"
    configs --alter --entity-name "$name" "${changes[@]}"
  fi
}

see_partitions
see_settings
count=0 failed=()
while (($#)); do
  name=$1 wanted=$2 settings=()
  shift 2
  while (($#)) && [[ $1 == *=* ]]; do
    settings+=("$1")
    shift
  done
  count=$((count + 1))
  # All topics are tried, whichever fails.
  if [[ -z ${partitions_of[$name]-} ]]; then
    create || failed+=("$name")
  elif ! { bring_partitions && bring_settings; }; then
    failed+=("$name")
  fi
done
((${#failed[@]} == 0)) || stop "NOT as the spec says: ${failed[*]}"
echo "done: $count topics"
