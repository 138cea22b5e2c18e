#Requires -Version 7.4

<#
.SYNOPSIS
Makes docs/speed.svg: a chart of how many times longer than the floor each tool takes, from a benchmark run's output.
.DESCRIPTION
The floor is what the service's rates and the backups' own times allow, so runs of different sizes compare. The chart has
colours of its own for light and for dark backgrounds.
.PARAMETER InputFile
The benchmark's JSON, one scenario a line: dotnet run -c Release --project tests/Benchmarks -- pipeline --json > run.json
.PARAMETER Path
The file to write.
.PARAMETER Scenario
Which of the scenarios in the file to draw.
.EXAMPLE
./docs/draw-speed.ps1 run.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $InputFile,
    [string] $Path = (Join-Path $PSScriptRoot speed.svg),
    [string] $Scenario = 'pipeline'
)

$ErrorActionPreference = 'Stop'
$lines = Get-Content -LiteralPath $InputFile | Where-Object { $_.StartsWith('{') } | ForEach-Object { $_ | ConvertFrom-Json }
$rows = @($lines | Where-Object scenario -EQ $Scenario | ForEach-Object { $_.rows } | Where-Object Ratio)
if (-not $rows) { throw "'$InputFile' has no scenario '$Scenario'." }

$labelWidth, $chartWidth, $barHeight, $step, $top = 300, 380, 20, 34, 44
$scale = $chartWidth / ($rows.Ratio | Measure-Object -Maximum).Maximum
$floor, $bottom = ($labelWidth + $scale), ($top + $rows.Count * $step)
$height = $bottom + 32
$number = { ([double]$args[0]).ToString('0.0', [cultureinfo]::InvariantCulture) }
$svg = @(
    "<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"820`" height=`"$height`" font-family=`"sans-serif`" font-size=`"14`">"
    '<title>How many times longer than the service allows each tool takes</title>'
    '<style>text{fill:#1f2328}.bar{fill:#8c959f}.ours{fill:#0969da}.floor{stroke:#1f2328}'
    '@media (prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6e7681}.ours{fill:#4493f8}.floor{stroke:#e6edf3}}</style>'
    '<text x="12" y="24" font-weight="bold">Time until every backup is AVAILABLE, as a multiple of the floor</text>'
    for ($i = 0; $i -lt $rows.Count; $i++) {
        $row = $rows[$i]
        $y = $top + $i * $step
        $width = $row.Ratio * $scale
        $class = $row.Run -clike '*DdbBackup*' ? 'ours' : 'bar'
        '<text x="{0}" y="{1}" text-anchor="end">{2}</text>' -f ($labelWidth - 10), ($y + 15), [Security.SecurityElement]::Escape($row.Run)
        '<rect class="{0}" x="{1}" y="{2}" width="{3}" height="{4}" rx="3"/>' -f $class, $labelWidth, $y, (& $number $width), $barHeight
        '<text x="{0}" y="{1}">{2} ×, {3} s</text>' -f
            (& $number ($labelWidth + $width + 8)), ($y + 15), (& $number $row.Ratio), (& $number $row.WallSeconds)
    }
    '<line class="floor" x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke-dasharray="4 3"/>' -f (& $number $floor), ($top - 6), $bottom
    '<text x="{0}" y="{1}" text-anchor="middle" font-size="12">no tool can be faster</text>' -f (& $number $floor), ($bottom + 18)
    '</svg>'
)
$svg | Set-Content $Path
"Wrote $Path"
