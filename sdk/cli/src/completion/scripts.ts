// What a shell loads so that Tab completes commands. They ask `latchkey complete`, which knows the commands.

const BASH = `# latchkey completion for bash. Add to ~/.bashrc: source <(latchkey completion bash)
_latchkey() {
  local IFS=$'\\n'
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($(latchkey complete -- "\${words[@]}" 2>/dev/null | cut -f1))
}
# Where nothing else can stand, bash completes files itself, and quotes their names.
complete -o default -F _latchkey latchkey
`;

const ZSH = `#compdef latchkey
# latchkey completion for zsh. Add to ~/.zshrc, after compinit: source <(latchkey completion zsh)
_latchkey() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(latchkey complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe 'latchkey' found
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_latchkey" ]; then
  _latchkey "$@"
else
  compdef _latchkey latchkey
fi
`;

const FISH = `# latchkey completion for fish. Save as ~/.config/fish/completions/latchkey.fish
function __latchkey_complete
    set -l words (commandline -opc) (commandline -ct)
    latchkey complete -- $words[2..-1] 2>/dev/null
end
complete -c latchkey -f -a '(__latchkey_complete)'
complete -c latchkey -n '__fish_seen_subcommand_from pull' -F
`;

export const SCRIPTS: Record<string, string> = { bash: BASH, zsh: ZSH, fish: FISH };
