# A host that answers choices with what it was given, by their letters, and notes what it was asked and warned of.
class ChoiceUI : Management.Automation.Host.PSHostUserInterface {
    [Management.Automation.Host.PSHostRawUserInterface] $RawUI = $null
    [Collections.Generic.Queue[string]] $Answers
    [Collections.Generic.List[string]] $Asked = [Collections.Generic.List[string]]::new()
    [Collections.Generic.List[string]] $Warned = [Collections.Generic.List[string]]::new()
    ChoiceUI([string[]] $answers) { $this.Answers = [Collections.Generic.Queue[string]]::new($answers) }
    [string] ReadLine() { throw }
    [securestring] ReadLineAsSecureString() { throw }
    [void] Write([string] $v) { }
    [void] Write([ConsoleColor] $f, [ConsoleColor] $b, [string] $v) { }
    [void] WriteLine([string] $v) { }
    [void] WriteErrorLine([string] $v) { }
    [void] WriteDebugLine([string] $v) { }
    [void] WriteVerboseLine([string] $v) { }
    [void] WriteWarningLine([string] $v) { $this.Warned.Add($v) }
    [void] WriteProgress([long] $id, [Management.Automation.ProgressRecord] $r) { }
    [Collections.Generic.Dictionary[string, psobject]] Prompt([string] $c, [string] $m,
        [Collections.ObjectModel.Collection[Management.Automation.Host.FieldDescription]] $d) { throw }
    [pscredential] PromptForCredential([string] $c, [string] $m, [string] $u, [string] $t) { throw }
    [pscredential] PromptForCredential([string] $c, [string] $m, [string] $u, [string] $t, [Management.Automation.PSCredentialTypes] $a,
        [Management.Automation.PSCredentialUIOptions] $o) { throw }
    [int] PromptForChoice([string] $caption, [string] $message,
        [Collections.ObjectModel.Collection[Management.Automation.Host.ChoiceDescription]] $choices, [int] $default) {
        $this.Asked.Add($message)
        $letter = $this.Answers.Dequeue()
        for ($i = 0; $i -lt $choices.Count; $i++) {
            if ($choices[$i].Label -match "&$letter") { return $i }
        }
        throw "There is no choice '$letter'."
    }
}

class ChoiceHost : Management.Automation.Host.PSHost {
    [string] $Name = 'choice'; [version] $Version = '1.0'; [guid] $InstanceId = [guid]::NewGuid()
    [cultureinfo] $CurrentCulture = 'en-US'; [cultureinfo] $CurrentUICulture = 'en-US'
    [Management.Automation.Host.PSHostUserInterface] $UI
    ChoiceHost([string[]] $answers) { $this.UI = [ChoiceUI]::new($answers) }
    [void] EnterNestedPrompt() { }
    [void] ExitNestedPrompt() { }
    [void] NotifyBeginApplication() { }
    [void] NotifyEndApplication() { }
    [void] SetShouldExit([int] $code) { }
}
