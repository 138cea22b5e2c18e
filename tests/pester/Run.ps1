# Runs one test file for `dotnet test`: Pester's lines go to the output, its verdict to a JSON file.
param([string] $Path, [string] $Result)

Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.999
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

function Get-Failure($Name, $Errors) {
    $Errors | ForEach-Object { "${Name}: $($_.DisplayErrorMessage ?? $_)`n$($_.DisplayStackTrace ?? $_.ScriptStackTrace)" }
}

@{
    passed   = $run.PassedCount
    failures = @(
        $run.FailedContainers | ForEach-Object { Get-Failure $_.Name $_.ErrorRecord }
        $run.FailedBlocks | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
        $run.Failed | ForEach-Object { Get-Failure $_.ExpandedPath $_.ErrorRecord }
    )
    notRun   = @($run.Skipped + $run.NotRun + $run.Inconclusive | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" })
} | ConvertTo-Json | Set-Content $Result
