#Requires -Version 7.4

<#
.SYNOPSIS
Builds, tests, shows, packages and installs DynamoBackup.
.DESCRIPTION
Needs the .NET SDK. Demo and Test use AWS.Tools.DynamoDBv2, too. If the machine lacks it, they save it from the PowerShell
Gallery into .modules in this checkout; if that fails, they use a stand-in, and say so.
.PARAMETER Task
Build    makes out/DynamoBackup, importable as it stands.
Test     builds and runs every test.
Demo     runs samples/QuickStart, which shows the commands on a local endpoint. No AWS account is needed.
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
    $null = Confirm-Module AWS.Tools.DynamoDBv2
    Invoke-Dotnet test (Join-Path $root DynamoBackup.sln)
}

function Invoke-Demo {
    # Without AWS Tools it uses the stand-in, and says so.
    $null = Confirm-Module AWS.Tools.DynamoDBv2
    Invoke-Dotnet run --project (Join-Path $root samples QuickStart)
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
