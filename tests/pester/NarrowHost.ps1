# A host with a screen, 60 columns wide unless set, that keeps the lines it is given.
class NarrowScreen : Management.Automation.Host.PSHostRawUserInterface {
    [ConsoleColor] $BackgroundColor; [ConsoleColor] $ForegroundColor; [int] $CursorSize; [string] $WindowTitle
    [Management.Automation.Host.Coordinates] $CursorPosition; [Management.Automation.Host.Coordinates] $WindowPosition
    [Management.Automation.Host.Size] $BufferSize = [Management.Automation.Host.Size]::new(60, 30)
    [Management.Automation.Host.Size] $WindowSize = [Management.Automation.Host.Size]::new(60, 30)
    [Management.Automation.Host.Size] $MaxWindowSize = [Management.Automation.Host.Size]::new(60, 30)
    [Management.Automation.Host.Size] $MaxPhysicalWindowSize = [Management.Automation.Host.Size]::new(60, 30)
    [bool] $KeyAvailable
    [void] FlushInputBuffer() { }
    [Management.Automation.Host.KeyInfo] ReadKey([Management.Automation.Host.ReadKeyOptions] $options) { throw }
    [Management.Automation.Host.BufferCell[, ]] GetBufferContents([Management.Automation.Host.Rectangle] $r) { throw }
    [void] SetBufferContents([Management.Automation.Host.Coordinates] $o, [Management.Automation.Host.BufferCell[, ]] $c) { }
    [void] SetBufferContents([Management.Automation.Host.Rectangle] $r, [Management.Automation.Host.BufferCell] $f) { }
    [void] ScrollBufferContents([Management.Automation.Host.Rectangle] $s, [Management.Automation.Host.Coordinates] $d,
        [Management.Automation.Host.Rectangle] $c, [Management.Automation.Host.BufferCell] $f) { }
}

class NarrowUI : Management.Automation.Host.PSHostUserInterface {
    [Management.Automation.Host.PSHostRawUserInterface] $RawUI = [NarrowScreen]::new()
    [Collections.Generic.List[string]] $Lines = [Collections.Generic.List[string]]::new()
    [string] ReadLine() { throw }
    [securestring] ReadLineAsSecureString() { throw }
    [void] Write([string] $v) { }
    [void] Write([ConsoleColor] $f, [ConsoleColor] $b, [string] $v) { }
    [void] WriteLine([string] $v) { $this.Lines.Add($v) }
    [void] WriteErrorLine([string] $v) { }
    [void] WriteDebugLine([string] $v) { }
    [void] WriteVerboseLine([string] $v) { }
    [void] WriteWarningLine([string] $v) { }
    [void] WriteProgress([long] $id, [Management.Automation.ProgressRecord] $r) { }
    [Collections.Generic.Dictionary[string, psobject]] Prompt([string] $c, [string] $m,
        [Collections.ObjectModel.Collection[Management.Automation.Host.FieldDescription]] $d) { throw }
    [pscredential] PromptForCredential([string] $c, [string] $m, [string] $u, [string] $t) { throw }
    [pscredential] PromptForCredential([string] $c, [string] $m, [string] $u, [string] $t, [Management.Automation.PSCredentialTypes] $a,
        [Management.Automation.PSCredentialUIOptions] $o) { throw }
    [int] PromptForChoice([string] $c, [string] $m, [Collections.ObjectModel.Collection[Management.Automation.Host.ChoiceDescription]] $h,
        [int] $d) { throw }
}

class NarrowHost : Management.Automation.Host.PSHost {
    [string] $Name = 'narrow'; [version] $Version = '1.0'; [guid] $InstanceId = [guid]::NewGuid()
    [cultureinfo] $CurrentCulture = 'en-US'; [cultureinfo] $CurrentUICulture = 'en-US'
    [Management.Automation.Host.PSHostUserInterface] $UI = [NarrowUI]::new()
    [void] EnterNestedPrompt() { }
    [void] ExitNestedPrompt() { }
    [void] NotifyBeginApplication() { }
    [void] NotifyEndApplication() { }
    [void] SetShouldExit([int] $code) { }
}
