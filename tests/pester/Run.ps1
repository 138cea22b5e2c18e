# Runs the test files that `dotnet test` asks for, one after the other: a line of the pipe is a file, the answer is its result as
# a line of JSON. Pester's own lines go to the output.
param([string] $Pipe, [string] $Pester, [string[]] $ExcludeTag)

# A runspace for each file: what one leaves behind does not reach the next. The process is shared, as most of a file's time would
# go into compiling PowerShell, Pester and AWS Tools just in time again.
$runFile = {
    param($File, $Pester, $ExcludeTag)

    Import-Module $Pester
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $File
    $configuration.Run.PassThru = $true
    $configuration.Filter.ExcludeTag = $ExcludeTag
    $configuration.Output.Verbosity = 'Detailed'
    $configuration.Output.RenderMode = 'Plaintext'
    $run = Invoke-Pester -Configuration $configuration

    function Get-Message($Errors) {
        ($Errors | ForEach-Object { "$($_.DisplayErrorMessage ?? $_)`n$($_.DisplayStackTrace ?? $_.ScriptStackTrace)" }) -join "`n"
    }

    @{
        Failures = @($run.FailedContainers + $run.FailedBlocks | ForEach-Object { "$($_): $(Get-Message $_.ErrorRecord)" })
        Tests    = @($run.Tests | ForEach-Object {
                $message = $_.Result -eq 'Failed' ? (Get-Message $_.ErrorRecord) : "$($_.ErrorRecord)"
                @{ Name = $_.Name; Path = $_.ExpandedPath; Result = $_.Result; Message = $message }
            })
    } | ConvertTo-Json -Depth 3 -Compress
}

$stream = [IO.Pipes.NamedPipeClientStream]::new('.', $Pipe)
$stream.Connect()
$files = [IO.StreamReader]::new($stream)
$results = [IO.StreamWriter]::new($stream)
$results.AutoFlush = $true
while ($file = $files.ReadLine()) {
    $runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $shell = [powershell]::Create($runspace).AddScript($runFile).AddArgument($file).AddArgument($Pester).AddArgument($ExcludeTag)
    $results.WriteLine([string]$shell.Invoke()[-1])
    $shell.Dispose()
    $runspace.Dispose()
}
