"""`completion`: a script that lets a shell complete command lines by asking the program itself."""

from __future__ import annotations

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "SHELL"
HELP = """
Print a script that completes command lines in a shell: bash, zsh, fish or powershell.
"""
EXAMPLES = (
    ("For bash, in this session", "source <(kubectl completion bash)"),
    ("For fish, for good", "kubectl completion fish > ~/.config/fish/completions/kubectl.fish"),
)

BASH = """\
# completion of {name} for bash
_{mark}_complete() {{
    local line="${{COMP_WORDS[*]:1:COMP_CWORD}}"
    local IFS=$'\\n'
    COMPREPLY=($({name} __complete "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null | sed '/^:/d; s/\\t.*//'))
}}
complete -o default -F _{mark}_complete {name}
"""
ZSH = """\
#compdef {name}
# completion of {name} for zsh
_{mark}_complete() {{
    local -a found
    found=(${{(f)"$({name} __complete "${{(@)words[2,CURRENT]}}" 2>/dev/null | sed '/^:/d; s/\\t.*//')"}})
    compadd -Q -- $found || _files
}}
compdef _{mark}_complete {name}
"""
FISH = """\
# completion of {name} for fish
function __{mark}_complete
    set -l words (commandline -opc) (commandline -ct)
    {name} __complete $words[2..-1] 2>/dev/null | string match -v ':*'
end
complete -c {name} -f -a '(__{mark}_complete)'
"""
POWERSHELL = """\
# completion of {name} for PowerShell
Register-ArgumentCompleter -Native -CommandName '{name}' -ScriptBlock {{
    param($word, $ast, $position)
    $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object {{ "$_" }})
    if (-not $word) {{ $words += '' }}
    & {name} __complete @words 2>$null | Where-Object {{ $_ -notmatch '^:' }} | ForEach-Object {{
        $text = ($_ -split "`t")[0]
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $text)
    }}
}}
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}


def run(call: Invocation, args: list[str], options: Options) -> None:
    if not args:
        raise call.usage_error("Shell not specified.")
    if len(args) > 1:
        raise call.usage_error("Too many arguments. Expected only the shell type.")
    script = SCRIPTS.get(args[0])
    if script is None:
        raise call.usage_error(f'Unsupported shell type "{args[0]}".')
    name = call.around.called
    call.out(script.format(name=name, mark=name.replace("-", "_")))
