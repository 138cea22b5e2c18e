#Requires -Version 7.4

<#
.SYNOPSIS
Builds, tests, shows, packages and installs DynamoBackup.
.DESCRIPTION
Needs the .NET SDK. Demo and the Pester part of Test need AWS.Tools.DynamoDBv2 (and Pester) too: where the machine lacks
them they are saved from the PowerShell Gallery into .modules in this checkout.
.PARAMETER Task
Build    makes out/DynamoBackup, importable as it stands.
Test     builds and runs every test.
Demo     backs up the tables of a local endpoint through the pipeline. No AWS account is needed.
Package  makes out/DynamoBackup.VERSION.nupkg, of the gallery's form.
Install  copies the built module to your own module folder.
Clean    removes what the other tasks made.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 Demo
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Install', 'Clean')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root out DynamoBackup
$savedModules = Join-Path $root .modules

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

# Whether a module of major version 5 is there; where not, it is saved from the gallery.
function Confirm-Module([string] $Name) {
    if ((Test-Path $savedModules) -and ($env:PSModulePath -split [IO.Path]::PathSeparator) -notcontains $savedModules) {
        $env:PSModulePath = $savedModules + [IO.Path]::PathSeparator + $env:PSModulePath
    }
    if (Get-Module -ListAvailable $Name | Where-Object { $_.Version.Major -eq 5 }) { return $true }
    $null = New-Item -ItemType Directory -Force $savedModules
    try {
        if (Get-Command Save-PSResource -ErrorAction Ignore) {
            Save-PSResource $Name -Version '[5.0.0,6.0.0)' -Path $savedModules -Repository PSGallery -TrustRepository
        } else {
            Save-Module $Name -MinimumVersion 5.0.0 -MaximumVersion 5.999.999 -Path $savedModules -Repository PSGallery -Force
        }
        return Confirm-Module $Name
    } catch {
        Write-Warning ("The module $Name 5.x is missing and the PowerShell Gallery could not be reached. Install it with " +
            "'Install-PSResource $Name -Version ''[5.0.0,6.0.0)'' -Repository PSGallery', or copy it into a folder of `$env:PSModulePath.")
        return $false
    }
}

function Invoke-Build {
    Invoke-Dotnet build (Join-Path $root src DynamoBackup) -c Release -v quiet
    Write-Host "Built $module"
}

function Invoke-Test {
    $null = 'AWS.Tools.DynamoDBv2', 'Pester' | ForEach-Object { Confirm-Module $_ }
    Invoke-Dotnet test (Join-Path $root DynamoBackup.sln)
}

function Invoke-Demo {
    if (-not (Confirm-Module AWS.Tools.DynamoDBv2)) {
        throw 'The demo needs AWS.Tools.DynamoDBv2. Without it: dotnet run --project samples/QuickStart'
    }
    Invoke-Build
    $project = Join-Path $root tests BackupEndpoint
    Invoke-Dotnet build $project -c Release -v quiet
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    Join-Path $project bin Release net10.0 BackupEndpoint.dll | ForEach-Object { $start.ArgumentList.Add($_) }
    '--port', '0', '--tables', '12', '--exit-with-stdin' | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $endpoint = [Diagnostics.Process]::Start($start)
    $saved = $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_SESSION_TOKEN
    try {
        $line = $endpoint.StandardOutput.ReadLine()
        if ($line -notmatch '^Listening on (?<url>\S+)$') { throw "The local endpoint did not start: '$line'" }
        # The local endpoint takes any; AWS never sees them.
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_SESSION_TOKEN = 'demo', 'demo', $null
        Import-Module $module -Force
        $at = @{ EndpointUrl = $Matches.url; Region = 'us-east-1' }
        Write-Host "Get-DDBTableList | New-DdbBackup -Wait, at $($at.EndpointUrl)"
        $backups = Get-DDBTableList @at | New-DdbBackup -Wait @at -InformationAction Continue
        $backups | Out-Host
        if ($backups.Count -ne 12) { throw "$($backups.Count) of 12 backups are AVAILABLE." }
        Write-Host ('To try them on it yourself, do as the README says under New here?, with the endpoint in another window: ' +
            'dotnet run --project tests/BackupEndpoint -- --port 8000')
    } finally {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_SESSION_TOKEN = $saved
        # Its end is the end of its standard input.
        $endpoint.StandardInput.Close()
        if (-not $endpoint.WaitForExit(5000)) { $endpoint.Kill() }
    }
}

# What only the built module knows: its files, and the changelog's section of its version.
function Complete-Manifest {
    $path = Join-Path $module DynamoBackup.psd1
    $version = (Import-PowerShellDataFile $path).ModuleVersion
    $changelog = Get-Content (Join-Path $root CHANGELOG.md) -Raw
    $section = '(?ms)^## \[{0}\].*?$(?<notes>.*?)(^## |\z)' -f [regex]::Escape($version)
    if ($changelog -notmatch $section) { throw "CHANGELOG.md has no section of $version." }
    $notes = $Matches.notes.Trim().Replace("'", "''")
    $files = Get-ChildItem $module -Recurse -File |
        ForEach-Object { "'$([IO.Path]::GetRelativePath($module, $_.FullName).Replace('\', '/'))'" } | Sort-Object
    $text = (Get-Content $path -Raw) -replace '(?m)^(\s*)LicenseUri .*$', "`$0`n`$1ReleaseNotes = '$notes'"
    $text -replace '\}\s*\z', "    FileList             = @($($files -join ', '))`n}`n" | Set-Content $path -NoNewline
}

function Invoke-Package {
    Invoke-Build
    Complete-Manifest
    $manifest = Import-PowerShellDataFile (Join-Path $module DynamoBackup.psd1)
    $psData = $manifest.PrivateData.PSData
    # In a package the list of tags tells what it holds, too.
    $commandTags = $manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }
    $tags = @($psData.Tags) + 'PSModule', 'PSIncludes_Cmdlet' + $commandTags
    $encode = { [Security.SecurityElement]::Escape($args[0]) }
    $nuspec = Join-Path $root out DynamoBackup.nuspec
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
    <id>DynamoBackup</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(& $encode $manifest.Author)</authors>
    <owners>$(& $encode $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="expression">MIT</license>
    <description>$(& $encode $manifest.Description)</description>
    <releaseNotes>$(& $encode $psData.ReleaseNotes)</releaseNotes>
    <copyright>$(& $encode $manifest.Copyright)</copyright>
    <tags>$($tags -join ' ')</tags>
    <dependencies>
      <dependency id="AWS.Tools.DynamoDBv2" version="[5.0.0,6.0.0)" />
    </dependencies>
  </metadata>
  <files>
    <file src="DynamoBackup/**" target="" />
  </files>
</package>
"@ | Set-Content $nuspec
    try {
        # Packing is all that the project is for: what is packed is what Build laid out.
        $properties = '-p:IsPackable=true', '-p:NoWarn=NU5100', "-p:NuspecFile=$nuspec", "-p:PackageOutputPath=$(Join-Path $root out)"
        Invoke-Dotnet pack (Join-Path $root src DynamoBackup) -c Release --no-build -v quiet @properties
    } finally {
        Remove-Item $nuspec
    }
    Get-Item (Join-Path $root out "DynamoBackup.$($manifest.ModuleVersion).nupkg")
}

function Invoke-Install {
    Invoke-Build
    $version = (Import-PowerShellDataFile (Join-Path $module DynamoBackup.psd1)).ModuleVersion
    # Yours is the first, but for what another task or a session put before it.
    $own = $env:PSModulePath -split [IO.Path]::PathSeparator | Where-Object { $_ -and $_ -ne $savedModules } | Select-Object -First 1
    $target = Join-Path $own DynamoBackup $version
    if (Test-Path $target) { Remove-Item -Recurse -Force $target }
    $null = New-Item -ItemType Directory -Force $target
    Copy-Item -Recurse (Join-Path $module *) $target
    Write-Host "Installed $target"
}

function Invoke-Clean {
    $made = @(Get-ChildItem $root -Directory -Recurse -Include bin, obj, TestResults)
    $made += @('out', '.modules' | ForEach-Object { Get-Item (Join-Path $root $_) -ErrorAction Ignore })
    $made | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    Write-Host 'Cleaned.'
}

$modulePath = $env:PSModulePath
try {
    foreach ($name in $Task) { & "Invoke-$name" }
} finally {
    # It is the session's that called this.
    $env:PSModulePath = $modulePath
}
