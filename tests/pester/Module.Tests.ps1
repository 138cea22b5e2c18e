BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $manifest = "$root/out/DynamoBackup/DynamoBackup.psd1"
    Import-Module $manifest -Global

    # What a session of its own says, with nothing imported but what it imports itself.
    function Invoke-Apart([string] $Script) {
        $session = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try { $session.AddScript($Script).Invoke() } finally { $session.Dispose() }
    }
}

Describe 'The module' {
    It 'has a manifest without fault' {
        $tested = Test-ModuleManifest $manifest -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $tested.Version | Should -Be ((Import-PowerShellDataFile "$root/DynamoBackup.psd1").ModuleVersion)
        $tested.RequiredModules.Name | Should -Be 'AWS.Tools.DynamoDBv2'
    }

    It 'exports three cmdlets and an alias, and names them without wildcards' {
        $data = Import-PowerShellDataFile $manifest
        $data.CmdletsToExport | Should -Be 'New-DdbBackup', 'Wait-DdbBackup', 'Limit-DdbBackup'
        $data.AliasesToExport | Should -Be 'Backup-DdbTable'
        $data.FunctionsToExport | Should -BeNullOrEmpty
        $data.VariablesToExport | Should -BeNullOrEmpty

        $module = Get-Module DynamoBackup
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be 'Limit-DdbBackup', 'New-DdbBackup', 'Wait-DdbBackup'
        $module.ExportedAliases.Keys | Should -Be 'Backup-DdbTable'
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'brings no assembly but its own' {
        (Get-ChildItem (Split-Path $manifest) -Recurse -Filter *.dll).Name | Sort-Object |
            Should -Be 'DynamoBackup.dll', 'DynamoBackup.Engine.dll'
    }

    It 'loads the engine with its first command, not with its import' {
        $loaded = '[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match "^DynamoBackup"'
        $script = "Import-Module '$manifest'; $loaded; New-DdbBackup Music -Region us-east-1 -WhatIf | Out-Null; $loaded"
        $names = pwsh -NoProfile -NonInteractive -Command $script
        $names -notmatch '^What if' | Should -Be 'DynamoBackup', 'DynamoBackup', 'DynamoBackup.Engine'
    }

    It 'uses approved verbs' {
        (Invoke-Apart "Import-Module '$manifest' 3>&1 | ForEach-Object { ""`$_"" }") | Should -BeNullOrEmpty
    }

    It 'loads AWS Tools by itself' {
        Invoke-Apart "Import-Module '$manifest'; (Get-Module AWS.Tools.DynamoDBv2).Version.Major" | Should -Be 5
    }

    It 'emits BackupDetails, and says so' {
        (Get-Command New-DdbBackup).OutputType.Type | Should -Be ([Amazon.DynamoDBv2.Model.BackupDetails])
        (Get-Command Wait-DdbBackup).OutputType.Type | Should -Be ([Amazon.DynamoDBv2.Model.BackupDetails])
    }
}

Describe 'The name New-DdbBackup' {
    It 'is this module''s after Import-Module DynamoBackup' {
        Invoke-Apart "Import-Module '$manifest'; (Get-Command New-DdbBackup).Source" | Should -Be 'DynamoBackup'
    }

    It 'is this module''s where AWS Tools was imported before' {
        Invoke-Apart "Import-Module AWS.Tools.DynamoDBv2; Import-Module '$manifest'; (Get-Command New-DdbBackup).Source" |
            Should -Be 'DynamoBackup'
    }

    It 'is AWS Tools'' after a later import of theirs by -Force, while the alias Backup-DdbTable stays this module''s' {
        $sources = Invoke-Apart ("Import-Module '$manifest'; Import-Module AWS.Tools.DynamoDBv2 -Force; " +
            '(Get-Command New-DdbBackup).Source; (Get-Command Backup-DdbTable).ResolvedCommand.Source')
        $sources | Should -Be 'AWS.Tools.DynamoDBv2', 'DynamoBackup'
    }

    It 'with the module''s name before it means this module''s at any time' {
        $script = "Import-Module '$manifest'; Import-Module AWS.Tools.DynamoDBv2 -Force; (Get-Command DynamoBackup\New-DdbBackup).Source"
        Invoke-Apart $script | Should -Be 'DynamoBackup'
    }
}

Describe 'New-DdbBackup has what AWS Tools'' New-DDBBackup has:' -ForEach (& {
        Import-Module AWS.Tools.DynamoDBv2
        @{ Theirs = (Get-Command AWS.Tools.DynamoDBv2\New-DDBBackup).Parameters.Values }
    }) {
    It '-<_.Name>' -ForEach $Theirs {
        $ours = (Get-Command DynamoBackup\New-DdbBackup).Parameters[$_.Name]
        $ours | Should -Not -BeNullOrEmpty
        $ours.ParameterType | Should -BeIn @($_.ParameterType, $_.ParameterType.MakeArrayType())
        $_.Aliases | Where-Object { $_ -notin $ours.Aliases } | Should -BeNullOrEmpty
        $theirSet = $_.ParameterSets.Values | Select-Object -First 1
        $ourSet = $ours.ParameterSets.Values | Select-Object -First 1
        # PowerShell makes a PSCredential of any object: by value, each CSV row would seem to bring credentials of its own.
        $ourSet.ValueFromPipeline |
            Should -Be (($theirSet.ValueFromPipeline -and $_.Name -ne 'NetworkCredential') -or $_.Name -eq 'TableName')
        if ($theirSet.ValueFromPipelineByPropertyName) { $ourSet.ValueFromPipelineByPropertyName | Should -BeTrue }
        if (-not $theirSet.IsMandatory) { $ourSet.IsMandatory | Should -BeIn @($false, ($_.Name -eq 'TableName')) }
    }
}

Describe '<Command> has' -ForEach @(
    @{ Command = 'New-DdbBackup'; Subject = 'TableName'; SubjectAlias = 'TableArn' }
    @{ Command = 'Wait-DdbBackup'; Subject = 'BackupArn'; SubjectAlias = $null }
) {
    BeforeAll { $parameters = (Get-Command DynamoBackup\$Command).Parameters }

    It 'its subject as many strings, mandatory, at position 0, from the pipeline by value and by property name' {
        $parameters[$Subject].ParameterType | Should -Be ([string[]])
        $set = $parameters[$Subject].ParameterSets['__AllParameterSets']
        $set.IsMandatory | Should -BeTrue
        $set.Position | Should -Be 0
        $set.ValueFromPipeline | Should -BeTrue
        $set.ValueFromPipelineByPropertyName | Should -BeTrue
        $SubjectAlias | Where-Object { $_ -notin $parameters[$Subject].Aliases } | Should -BeNullOrEmpty
    }

    It '-TimeoutMinutes as a number, alias Timeout' {
        $parameters.TimeoutMinutes.ParameterType | Should -Be ([double])
        $parameters.TimeoutMinutes.Aliases | Should -Contain Timeout
    }

    It '-ThrottleLimit from 1 to 1000' {
        $parameters.ThrottleLimit.ParameterType | Should -Be ([int])
        $range = $parameters.ThrottleLimit.Attributes | Where-Object { $_ -is [ValidateRange] }
        $range.MinRange | Should -Be 1
        $range.MaxRange | Should -Be 1000
    }

    It 'every AWS common parameter by property name' {
        'Region', 'AccessKey', 'SecretKey', 'SessionToken', 'ProfileName', 'ProfileLocation', 'Credential', 'NetworkCredential',
            'EndpointUrl' | ForEach-Object {
            $parameters[$_].ParameterSets['__AllParameterSets'].ValueFromPipelineByPropertyName | Should -BeTrue -Because $_
        }
    }

    It 'no two parameters of one name or alias' {
        $names = $parameters.Values | ForEach-Object { $_.Name; $_.Aliases }
        ($names | Group-Object | Where-Object Count -GT 1).Name | Should -BeNullOrEmpty
    }
}

# Compiled against src/reference, run against what is installed: each member must be there as it was written down.
Describe 'The AWS Tools installed has' -ForEach (& {
        Import-Module AWS.Tools.DynamoDBv2

        # The reference assemblies have the real ones' names, so they are loaded apart.
        $apart = [Runtime.Loader.AssemblyLoadContext]::new('reference', $true)
        $types = 'AWS.Tools.Common', 'AWS.Tools.DynamoDBv2' | ForEach-Object {
            $file = Get-Item "$PSScriptRoot/../../src/reference/$_/bin/*/netstandard2.0/$_.dll" | Sort-Object LastWriteTime |
                Select-Object -Last 1
            $apart.LoadFromAssemblyPath($file.FullName).GetTypes()
        } | Where-Object { $_.Namespace -like 'Amazon.PowerShell.*' }
        $methods = foreach ($type in $types) {
            $type.GetMethods([Reflection.BindingFlags]'Public, NonPublic, Instance, Static, DeclaredOnly') | ForEach-Object {
                @{ Type = $type.FullName; Signature = "$_"; IsStatic = $_.IsStatic; IsVirtual = $_.IsVirtual; IsPublic = $_.IsPublic }
            }
        }
        @{ Types = @($types | ForEach-Object { @{ Type = $_.FullName; Base = $_.BaseType.FullName } }); Methods = @($methods) }
    }) {
    It '<Type>, a <Base>' -ForEach $Types {
        $installed = $Type -as [type]
        $installed | Should -Not -BeNullOrEmpty
        $installed.IsPublic | Should -BeTrue
        $installed.IsSealed | Should -BeFalse
        $ancestors = for ($next = $installed.BaseType; $next; $next = $next.BaseType) { $next.FullName }
        $ancestors | Should -Contain $Base
    }

    It '<Type>: <Signature>' -ForEach $Methods {
        $installed = ($Type -as [type]).GetMethods([Reflection.BindingFlags]'Public, NonPublic, Instance, Static, FlattenHierarchy') |
            Where-Object { "$_" -eq $Signature }
        $installed | Should -HaveCount 1
        $installed.IsStatic | Should -Be $IsStatic
        ($installed.IsPublic -or (-not $IsPublic -and ($installed.IsFamily -or $installed.IsFamilyOrAssembly))) | Should -BeTrue
        if ($IsVirtual) {
            $installed.IsVirtual | Should -BeTrue
            $installed.IsFinal | Should -BeFalse
        }
    }

    It 'more than one member to look at' { $Methods.Count | Should -BeGreaterThan 25 }

    It 'what is relied on of its inside, and one sentence names what a release lacks' {
        $internals = (Get-Command DynamoBackup\New-DdbBackup).ImplementingType.Assembly.GetType('DynamoBackup.Aws.AwsToolsInternals')
        $problemOf = $internals.GetMethod('ProblemOf', [Reflection.BindingFlags]'NonPublic, Static', [type[]]@([type]))
        $problemOf.Invoke($null, @([Amazon.PowerShell.Common.ServiceCmdlet])) | Should -BeNullOrEmpty
        $problemOf.Invoke($null, @([Amazon.PowerShell.Common.BaseCmdlet])) |
            Should -Match ('^DynamoBackup needs BaseCmdlet\._CurrentCredentials of AWS Tools, ' +
                '.*AWS\.Tools\.Common 5\.\d+\.\d+\.\d+ does not have it so\.$')
    }

    It 'a failure of its own told as such, and not as rejected credentials' {
        $internals = (Get-Command DynamoBackup\New-DdbBackup).ImplementingType.Assembly.GetType('DynamoBackup.Aws.AwsToolsInternals')
        $problemOf = $internals.GetMethod('ProblemOf', [Reflection.BindingFlags]'NonPublic, Static', [type[]]@([exception]))
        $problemOf.Invoke($null, @([NullReferenceException]::new('none'))) |
            Should -Match '^AWS\.Tools\.Common 5\..* failed while .* with a NullReferenceException: none$'
        $problemOf.Invoke($null, @([Amazon.Runtime.AmazonClientException]::new('no profile'))) | Should -BeNullOrEmpty
    }

    It 'what it is relied on to call, told where a release does not' {
        $internals = (Get-Command DynamoBackup\New-DdbBackup).ImplementingType.Assembly.GetType('DynamoBackup.Aws.AwsToolsInternals')
        $skips = $internals.GetMethod('Skips', [Reflection.BindingFlags]'NonPublic, Static')
        $skips.Invoke($null, @('CreateClient')) | Should -Match '^DynamoBackup needs AWS Tools to come to CreateClient .*5\.\d+'
    }
}
