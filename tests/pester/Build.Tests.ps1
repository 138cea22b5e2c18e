BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $module = "$root/out/DynamoBackup"
}

Describe 'The built module' {
    It 'has a clean manifest' {
        $warnings = $null
        $manifest = Test-ModuleManifest "$module/DynamoBackup.psd1" -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be 'Limit-DdbBackup', 'New-DdbBackup', 'Wait-DdbBackup'
        $manifest.ExportedAliases.Keys | Should -Be 'Backup-DdbTable'
    }

    It 'exports by name, never by wildcard' {
        $data = Import-PowerShellDataFile "$module/DynamoBackup.psd1"
        $data.CmdletsToExport + $data.AliasesToExport + $data.FunctionsToExport | Should -Not -Match '\*'
    }

    It 'brings no assembly but its own two' {
        (Get-ChildItem $module -Recurse -Filter *.dll).Name | Sort-Object | Should -Be 'DynamoBackup.dll', 'DynamoBackup.Engine.dll'
    }

    It 'carries the manifest''s version in both' {
        $version = (Import-PowerShellDataFile "$module/DynamoBackup.psd1").ModuleVersion
        Get-ChildItem $module -Filter *.dll | ForEach-Object {
            [Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version | Should -Be "$version.0"
        }
    }
}

Describe 'A package' {
    BeforeAll {
        # In a copy, so that nothing of the checkout that other tests use is built anew under them.
        function New-Copy([string] $Name) {
            $copy = New-Item -ItemType Directory (Join-Path $TestDrive $Name)
            Get-ChildItem $root -Force | Where-Object Name -NotIn 'out', '.git', '.modules', 'TestResults' |
                Copy-Item -Destination $copy -Recurse
            Get-ChildItem $copy -Recurse -Directory -Include bin, obj | Remove-Item -Recurse -Force
            $copy.FullName
        }

        $copy = New-Copy checkout
        $null = New-Item -Force (Join-Path $copy out DynamoBackup Former.psm1)
        $output = pwsh -NoProfile -NonInteractive -File "$copy/build.ps1" Package 2>&1 | Out-String
        $package = Get-Item "$copy/out/*.nupkg" -ErrorAction Ignore
    }

    It 'is made, with its version in its name' {
        $package.Name | Should -Be 'DynamoBackup.2.0.0.nupkg' -Because $output
    }

    It 'has nothing that only an earlier build laid out' {
        Join-Path $copy out DynamoBackup Former.psm1 | Should -Not -Exist
        Join-Path $copy out DynamoBackup DynamoBackup.psd1 | Should -Exist
    }

    It 'is of the same assemblies whichever folder they are built in' {
        $other = New-Copy 'another folder'
        $log = dotnet build (Join-Path $other src DynamoBackup) -c Release -v quiet | Out-String
        foreach ($name in 'DynamoBackup.dll', 'DynamoBackup.Engine.dll') {
            $hashes = $copy, $other | ForEach-Object { (Get-FileHash (Join-Path $_ out DynamoBackup $name)).Hash }
            $hashes[0] | Should -Not -BeNullOrEmpty -Because $log
            $hashes[0] | Should -Be $hashes[1] -Because $name
        }
    }

    It 'has the sources of its assemblies inside them' {
        # The kind of debug information that holds a source file (Portable PDB specification, Embedded Source).
        $embedded = [guid] '0E8A571B-6926-466E-B4AD-8AB04611F5FE'
        foreach ($name in 'DynamoBackup', 'DynamoBackup.Engine') {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead((Join-Path $copy out DynamoBackup "$name.dll")))
            $entry = $reader.ReadDebugDirectory() | Where-Object Type -EQ EmbeddedPortablePdb
            $symbols = $reader.ReadEmbeddedPortablePdbDebugDirectoryData($entry).GetMetadataReader()
            $embeddedSources = $symbols.CustomDebugInformation | ForEach-Object { $symbols.GetCustomDebugInformation($_) } |
                Where-Object { $symbols.GetGuid($_.Kind) -eq $embedded } |
                ForEach-Object { $symbols.GetString($symbols.GetDocument([Reflection.Metadata.DocumentHandle]$_.Parent).Name) }
            $folder = Join-Path $root src $name
            $files = Get-ChildItem $folder -Recurse -File -Filter *.cs |
                ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName).Replace('\', '/') } |
                    Where-Object { $_ -notmatch '^(bin|obj)/' }
            $files | Should -Not -BeNullOrEmpty
            $files | ForEach-Object { $embeddedSources | Should -Contain "/_/src/$name/$_" }
            $reader.Dispose()
        }
    }

    It 'installs into an empty module path, and imports from there' {
        $path = Join-Path $TestDrive modules
        $target = Join-Path $path DynamoBackup 2.0.0
        [IO.Compression.ZipFile]::ExtractToDirectory($package.FullName, $target)
        $tools = Split-Path (Split-Path (Get-Module -ListAvailable AWS.Tools.DynamoDBv2 | Select-Object -First 1).ModuleBase)
        $modules = "$path$([IO.Path]::PathSeparator)$tools"
        $names = pwsh -NoProfile -NonInteractive -Command (
            "`$env:PSModulePath = '$modules'; Import-Module DynamoBackup; (Get-Command -Module DynamoBackup).Name")
        $names | Should -Be 'Backup-DdbTable', 'Limit-DdbBackup', 'New-DdbBackup', 'Wait-DdbBackup'
    }

    It 'tells the gallery its licence, tags, notes and dependency, and lists its files' {
        $folder = Join-Path $TestDrive nuspec
        [IO.Compression.ZipFile]::ExtractToDirectory($package.FullName, $folder)
        $metadata = ([xml](Get-Content "$folder/DynamoBackup.nuspec" -Raw)).package.metadata
        $metadata.license.'#text' | Should -Be 'MIT'
        $metadata.tags | Should -Match 'PSModule'
        $metadata.releaseNotes | Should -Match 'Added'
        # A link that leads nowhere is worse than none.
        $metadata.projectUrl | Should -BeNullOrEmpty
        @($metadata.dependencies.dependency; $metadata.dependencies.group.dependency | Where-Object { $_ }).id |
            Should -Contain 'AWS.Tools.DynamoDBv2'
        $data = Import-PowerShellDataFile "$folder/DynamoBackup.psd1"
        $data.PrivateData.PSData.ReleaseNotes | Should -Match 'Added'
        $data.FileList | Should -Contain 'DynamoBackup.dll'
    }

    It 'comes from a checkout whose demo builds what it needs and runs the commands' {
        $shown = pwsh -NoProfile -NonInteractive -File "$copy/build.ps1" Demo
        $LASTEXITCODE | Should -Be 0 -Because "$shown"
        $shown | Should -Contain 'PS> Get-DDBTableList | New-DdbBackup -Wait'
        $shown -match '^12 backups: 12 available, 0 failed' | Should -HaveCount 1
        $shown[-1] | Should -Match ': dotnet run --project samples/QuickStart -- --prompt$'
    }

    It 'comes from a checkout whose demo names the package source that cannot be reached, and ends with 1' {
        $program = Get-Item "$copy/samples/QuickStart/bin/Debug/net10.0/QuickStart.dll"
        $saved = $env:NUGET_PACKAGES, $env:RestoreSources
        try {
            $env:NUGET_PACKAGES, $env:RestoreSources = (Join-Path $TestDrive packages), 'https://127.0.0.1:1/index.json'
            $shown = dotnet $program 2>&1 | ForEach-Object { "$_" }
        } finally {
            $env:NUGET_PACKAGES, $env:RestoreSources = $saved
        }
        $LASTEXITCODE | Should -Be 1 -Because "$shown"
        $source = [regex]::Escape('https://127.0.0.1:1/index.json')
        $shown[-1] | Should -Match "^The NuGet packages .* could not be downloaded from ${source}: connect to the network"
        "$shown" | Should -Not -Match 'NU1301|   at '
    }

    It 'comes from a checkout that installs to the user''s own folder, not to .modules, and leaves the session''s module path alone' {
        $saved = New-Item -ItemType Directory -Force (Join-Path $copy .modules)
        $own = Join-Path $TestDrive own
        $tools = Split-Path (Split-Path (Get-Module -ListAvailable AWS.Tools.DynamoDBv2 | Select-Object -First 1).ModuleBase)
        $path = $own, $tools, (Join-Path $PSHOME Modules) -join [IO.Path]::PathSeparator
        # Demo is a task that uses the modules of .modules.
        $shown = pwsh -NoProfile -NonInteractive -Command (
            "`$env:PSModulePath = '$path'; & '$copy/build.ps1' Demo, Install 6>&1; `$env:PSModulePath")
        Join-Path $own DynamoBackup 2.0.0 DynamoBackup.psd1 | Should -Exist -Because "$shown"
        Join-Path $saved DynamoBackup | Should -Not -Exist
        $shown[-1] | Should -Be $path
        # Also where the session has .modules first by itself.
        $first = "$saved$([IO.Path]::PathSeparator)$path"
        Remove-Item -Recurse $own
        $null = pwsh -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$first'; & '$copy/build.ps1' Install"
        Join-Path $own DynamoBackup 2.0.0 DynamoBackup.psd1 | Should -Exist
        Join-Path $saved DynamoBackup | Should -Not -Exist
    }
}
