#Requires -Version 7.4

<#
.SYNOPSIS
Backs up the DynamoDB tables of a CSV file, as a step of a nightly pipeline.
.DESCRIPTION
Waits until each backup is AVAILABLE. The summary has one row for each table, including failed ones, and one for each deleted
backup; each failure is an annotation of the run. The exit code is 0 if every table was backed up, and 1 if any was not, or if the
CSV file is missing or names no table.

On GitHub Actions (GITHUB_ACTIONS is true) the summary is added to the job's summary page, on Azure Pipelines (TF_BUILD is
true) to the run's; elsewhere it is only printed. Credentials and region are those of the environment.
.PARAMETER Path
The CSV file. Its column TableName has a table's name, its ARN, or a wildcard such as prod-*; the columns Region and
BackupName, where it has them, are New-DdbBackup's parameters of that name: a BackupName may be a template such as
{table}-nightly-{date}.
.PARAMETER TimeoutMinutes
The time allowed to one backup, from its first call on, in minutes. The job's credentials must last longer.
.PARAMETER KeepLast
How many backups of each table to keep: older ones are deleted if their names are those made here (BackupName is empty).
Backups of a table whose new backup failed are not deleted. Without it all backups stay, and are billed. Needs
dynamodb:DeleteBackup.
.PARAMETER Title
The heading of the summary.
.PARAMETER SummaryPath
A file to write the summary to, in place of the job's own summary page: for a later job that joins those of several.
.EXAMPLE
./nightly-backup.ps1 -Path tables.csv -TimeoutMinutes 60
.EXAMPLE
./nightly-backup.ps1 -Path tables.csv -Title 'Orders, eu-west-1' -SummaryPath summary.md
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [ValidateRange(1, 10080)]
    [double] $TimeoutMinutes = 60,

    [ValidateRange(1, 100000)]
    [int] $KeepLast,

    [ValidateNotNullOrEmpty()]
    [string] $Title = 'DynamoDB backups',

    [ValidateNotNullOrEmpty()]
    [string] $SummaryPath
)

# Not '#Requires -Modules': after it `pwsh -File` ends with 0 whatever the script exits with, where a required module
# dot-sources a file, as AWS Tools' modules do (PowerShell issue 23887).
Import-Module DynamoBackup -ErrorAction Stop

# Runners set this to Stop, and one table's error would end the command for all.
$ErrorActionPreference = 'Continue'
$onGitHub = $env:GITHUB_ACTIONS -eq 'true'
$onAzure = $env:TF_BUILD -eq 'true'

# Text of a file or a server as one line of a log. Runners obey '##[' and '##vso[' anywhere in a line, and '::' where one begins.
function Format-Log([string] $Text) { ($Text -replace '\s+', ' ').Replace('##', '# #') }

# A command to the runner ends at its line's end, so line ends are escaped, and with them the escape's own character: on
# GitHub as %25 (actions/runner, ActionCommand.cs), on Azure as %AZP25 (azure-pipelines-task-lib, taskcommand.ts).
function Write-Failure([string] $Text) {
    $escape = { param($percent) $Text.Replace('##', '# #').Replace('%', $percent).Replace("`r", '%0D').Replace("`n", '%0A') }
    if ($onGitHub) { Write-Host "::error title=DynamoDB backup::$(& $escape '%25')" }
    elseif ($onAzure) { Write-Host "##vso[task.logissue type=error]$(& $escape '%AZP25')" }
    else { Write-Host "FAILED: $(Format-Log $Text)" }
}

# Text of a file or a server as Markdown that is shown as it stands: no cell's end, no HTML, no image and no link.
function Format-Markdown([string] $Text) {
    $escaped = $Text -replace '\s+', ' ' -replace '[\\`*_{}\[\]()#+!|~:@/=]|(?<=www)\.', '\$0'
    $escaped.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
}

function Format-Row($Table, $Region, $Backup, $Status, $Size, [switch] $Stressed) {
    $cells = @($Table, $Region, $Backup, $Status, $Size | ForEach-Object { Format-Markdown $_ })
    if ($Stressed) { $cells[3] = "**$($cells[3])**" }
    "| $($cells -join ' | ') |"
}

function Write-Summary([string[]] $Line) {
    $text = @("## $Title", '') + $Line + ''
    if ($SummaryPath) { $text | Set-Content -LiteralPath $SummaryPath }
    elseif ($onGitHub -and $env:GITHUB_STEP_SUMMARY) { $text | Add-Content -LiteralPath $env:GITHUB_STEP_SUMMARY }
    elseif ($onAzure -and $env:AGENT_TEMPDIRECTORY) {
        $file = Join-Path $env:AGENT_TEMPDIRECTORY "dynamodb-backups-$([guid]::NewGuid().ToString('n')).md"
        $text | Set-Content -LiteralPath $file
        Write-Host "##vso[task.uploadsummary]$file"
    } else { $text | ForEach-Object { Write-Host $_ } }
}

function Get-TableName($Record) { ($Record.TableName ?? $Record.TableArn ?? "$Record") -replace '^arn:[^/]*/([^/]*).*', '$1' }

$tables = @()
$problem = if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { "There is no file '$Path'." } else {
    $tables = @(Import-Csv -LiteralPath $Path)
    if (-not $tables) { "'$Path' names no table." }
    elseif ('TableName' -notin $tables[0].PSObject.Properties.Name) { "'$Path' has no column TableName." }
}
if ($problem) {
    Write-Failure $problem
    Write-Summary "No table was backed up: $(Format-Markdown $problem)"
    exit 1
}

$failures = [Collections.Generic.List[Management.Automation.ErrorRecord]]::new()

# Emits the backups of a pipeline with all streams merged, and logs the rest as it comes, each error once.
function Read-Stream {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Item)

    process {
        if ($Item -is [Management.Automation.ErrorRecord]) {
            $failures.Add($Item)
            Write-Failure "$Item $($Item.ErrorDetails.RecommendedAction)"
        } elseif ($Item -is [Management.Automation.WarningRecord]) {
            Write-Host "WARNING: $(Format-Log $Item)"
        } elseif ($Item -is [Management.Automation.InformationRecord]) {
            Write-Host (Format-Log $Item)
        } else { $Item }
    }
}

# Not assigned: what was emitted would be lost if an error ends the command.
$backups = $deleted = @()
$quietly = @{ InformationAction = 'SilentlyContinue' }
try {
    $tables | New-DdbBackup -Wait -TimeoutMinutes $TimeoutMinutes @quietly 2>&1 3>&1 6>&1 | Read-Stream -OutVariable backups | Out-Null
    if ($KeepLast) {
        $backups | Limit-DdbBackup -KeepLast $KeepLast -Force @quietly 2>&1 3>&1 6>&1 | Read-Stream -OutVariable deleted | Out-Null
    }
} catch { Read-Stream $_ }

# The tables that an error which ended the command left untried. A table may be named more than once, and a wildcard stands
# for as many as it matches.
$handled = [Collections.Generic.List[string]] @(
    $backups | ForEach-Object { Get-TableName $_ }
    $failures | ForEach-Object { Get-TableName $_.TargetObject }
)
$all = $handled.ToArray()
$untried = @($tables | Where-Object {
        $name = Get-TableName $_
        -not $handled.Remove($name) -and -not ($name -match '[*?[]' -and $all -like $name)
    })
$untried | ForEach-Object { Write-Failure "'$(Get-TableName $_)' was not backed up: an error ended the command first." }

$rows = @(
    @($backups | Sort-Object TableName, Region) + @($deleted | Sort-Object TableName, Region, BackupName) | ForEach-Object {
        Format-Row $_.TableName $_.Region $_.BackupName $_.BackupStatus ([math]::Round($_.BackupSizeBytes / 1GB, 2))
    }
    $failures | ForEach-Object {
        Format-Row (Get-TableName $_.TargetObject) $_.TargetObject.Region '' $_.FullyQualifiedErrorId.Split(',')[0] '' -Stressed
    }
    $untried | ForEach-Object { Format-Row (Get-TableName $_) $_.Region '' 'not tried' '' -Stressed }
)
Write-Summary (@('| table | region | backup | status | GB |', '|---|---|---|---|---:|') + $rows)

# Runners go by it, and a caller's $LASTEXITCODE may still be another program's.
exit [int]($failures.Count -gt 0 -or $untried.Count -gt 0)
