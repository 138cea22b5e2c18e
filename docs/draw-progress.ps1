#Requires -Version 7.4

<#
.SYNOPSIS
Makes docs/progress.svg: a run of New-DdbBackup in a real terminal, caught with its progress bar on the screen.
.DESCRIPTION
Starts the local endpoint and a PowerShell in tmux, types a command there, waits until the bar and some rows of the table
are on the screen, and draws what tmux has on it. Needs tmux, AWS.Tools.DynamoDBv2, and a build of the module and of the
endpoint (./build.ps1 Build; dotnet build tests/BackupEndpoint).
.PARAMETER Path
The file to write.
.PARAMETER Columns
The terminal's width.
.EXAMPLE
./docs/draw-progress.ps1
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot progress.svg),
    [ValidateRange(60, 200)] [int] $Columns = 92
)

$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/../tests/pester/Endpoint.ps1"
$tmux = 'dynamobackup-{0}' -f $PID
$command = "'Music', 'NoSuch', 'Users', 'Orders', 'Invoices', 'Sessions' | New-DdbBackup -Wait"

function Get-Screen { @(tmux -L $tmux capture-pane -e -p) }
function Get-ScreenText { (Get-Screen) -join "`n" -replace '\e\[[\d;]*m' }

# The colours of a usual dark terminal, by SGR number.
$colors = @{ 30 = '#3b3b3b'; 90 = '#8a8a8a'; 37 = '#e5e5e5'; 97 = '#ffffff' }
'#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db' | ForEach-Object -Begin { $code = 31 } {
    $colors[$code] = $colors[$code + 60] = $_
    $code++
}
$foreground, $background = '#e5e5e5', '#1e1e1e'
$charWidth, $lineHeight, $margin = 8.4, 18, 12

# A line of the screen as SVG: each run of one look is a text of its own, where its columns are.
function ConvertTo-Svg([string] $Line, [int] $Row) {
    $column = 0
    $color, $bold, $reverse = $foreground, $false, $false
    $y = $margin + ($Row + 0.75) * $lineHeight
    foreach ($part in [regex]::Matches($Line, '\e\[(?<codes>[\d;]*)m|(?<text>[^\e]+)')) {
        $text = $part.Groups['text'].Value
        if (-not $text) {
            foreach ($code in [int[]]($part.Groups['codes'].Value -split ';')) {
                if ($code -eq 0) { $color, $bold, $reverse = $foreground, $false, $false }
                elseif ($code -eq 1) { $bold = $true }
                elseif ($code -eq 7) { $reverse = $true }
                elseif ($code -eq 27) { $reverse = $false }
                elseif ($code -eq 39) { $color = $foreground }
                elseif ($colors.ContainsKey($code)) { $color = $colors[$code] }
            }
            continue
        }
        $x, $width = ($margin + $column * $charWidth), ($text.Length * $charWidth)
        if ($reverse) {
            '<rect x="{0:0.0}" y="{1:0.0}" width="{2:0.0}" height="{3}" fill="{4}"/>' -f $x, ($y - 14), $width, $lineHeight, $color
        }
        if ($text.Trim()) {
            $weight = $bold ? ' font-weight="bold"' : ''
            $fill = $reverse ? $background : $color
            '<text x="{0:0.0}" y="{1:0.0}" fill="{2}"{3} textLength="{4:0.0}" xml:space="preserve">{5}</text>' -f
                $x, $y, $fill, $weight, $width, [Security.SecurityElement]::Escape($text)
        }
        $column += $text.Length
    }
}

Start-Endpoint '--backup-seconds-min', '2', '--backup-seconds-max', '14'
try {
    tmux -L $tmux -f /dev/null new-session -d -x $Columns -y 20 'pwsh -NoProfile -NoLogo'
    Wait-Until { (Get-ScreenText) -match 'PS .*>' }
    $defaults = "`$PSDefaultParameterValues = @{ 'New-DdbBackup:EndpointUrl' = '$url' }"
    tmux -L $tmux send-keys -l "Import-Module '$manifest'; $defaults; function prompt { 'PS> ' }; Clear-Host"
    tmux -L $tmux send-keys Enter
    Wait-Until { (Get-ScreenText).Trim() -eq 'PS>' }
    tmux -L $tmux send-keys -l $command
    tmux -L $tmux send-keys Enter
    Wait-Until { $text = Get-ScreenText; $text -match '\[[2-4] of 6' -and [regex]::Matches($text, 'AVAILABLE').Count -ge 2 }
    $lines = Get-Screen
} finally {
    tmux -L $tmux kill-server 2>$null
    Stop-Endpoint
}

while (-not ($lines[-1] -replace '\e\[[\d;]*m').Trim()) { $lines = $lines[0..($lines.Count - 2)] }
$height = 2 * $margin + $lines.Count * $lineHeight
$svg = @(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0:0}" height="{1}" font-family="monospace" font-size="14">' -f
        (2 * $margin + $Columns * $charWidth), $height
    '<title>The progress bar of New-DdbBackup at work in a terminal</title>'
    "<rect width=`"100%`" height=`"100%`" rx=`"6`" fill=`"$background`"/>"
    for ($row = 0; $row -lt $lines.Count; $row++) { ConvertTo-Svg $lines[$row] $row }
    '</svg>'
)
$svg | Set-Content $Path
"Wrote $Path"
