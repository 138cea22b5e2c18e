# Runs one test file for `dotnet test`: Pester's lines go to the output, its verdict to a JSON file.
param([string] $Path, [string] $Result)

Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.999
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
# What only AWS Tools itself can show is left out where the stand-in takes its place.
$isStandIn = (Get-Module -ListAvailable AWS.Tools.DynamoDBv2 | Select-Object -First 1).Description -like 'A stand-in *'
if ($isStandIn) { $configuration.Filter.ExcludeTag = 'RealAwsTools' }
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
    notRun   = @(
        $run.Skipped + $run.Inconclusive | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" }
        $run.NotRun | ForEach-Object { "$($_.ExpandedPath): $($isStandIn ? 'needs AWS Tools itself: the stand-in is used' : 'not run')" }
    )
} | ConvertTo-Json | Set-Content $Result
