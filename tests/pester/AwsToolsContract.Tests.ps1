# What this module relies on of AWS Tools, whichever is there: AWS Tools for PowerShell 5 itself, or the stand-in of
# tests/AwsTools.StandIn, which is held to it by these tests. Where each rule is written:
#
# - AWS Tools for PowerShell (version 5) User Guide, "Credential and profile resolution" (creds-assign.html).
# - aws/aws-tools-for-powershell, issue 357, "V5 Development Tracker": release 5 leaves the search for credentials to the AWS
#   SDK, and so supports AWS_PROFILE; issue 8 has it tried.
# - The same repository, modules/AWSPowerShell/Common: BaseCmdlets.cs at a1443d1 (errors, -Select, -EndpointUrl,
#   -ClientConfig), SigV4SignerCmdlets.cs at ef8cd61 ("anything left null is resolved by the SDK's default chains"),
#   CredentialsArguments.cs of release 4.1 (the order of regions, how parameters bind), CredentialsCmdlet.cs at 0003814.
# - aws/aws-sdk-net, sdk/src/Core/Amazon.Runtime/Credentials/DefaultAWSCredentialsIdentityResolver.cs at 0934adc: that chain.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
    $keys = @{ AccessKey = 'AKIA000000000001'; SecretKey = 'secret' }
    $environmentKeys = @{ AWS_ACCESS_KEY_ID = 'AKIA000000000004'; AWS_SECRET_ACCESS_KEY = 'secret' }

    # The profiles of the credentials file: each a name, the last digit of its account, and a region or none.
    function Set-Profile([hashtable] $Region = @{}) {
        @{ named = 2; variable = 5; default = 6 }.GetEnumerator() | ForEach-Object {
            "[$($_.Key)]", "aws_access_key_id = AKIA00000000000$($_.Value)", 'aws_secret_access_key = secret'
            if ($Region[$_.Key]) { "region = $($Region[$_.Key])" }
        } | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
    }

    # Runs a script with these environment variables, and no keys, profile, region or endpoint but theirs.
    function Use-Environment([hashtable] $Variable, [scriptblock] $Script) {
        $saved = @{}
        Get-ChildItem Env:AWS_* | Where-Object Name -Match 'KEY|PROFILE|REGION|ENDPOINT' | ForEach-Object {
            $saved[$_.Name] = $_.Value
            Remove-Item $_.PSPath
        }
        $Variable.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
        try { & $Script }
        finally {
            $Variable.Keys | ForEach-Object { Remove-Item "Env:$_" }
            $saved.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
        }
    }

    # The one call that a script leads to, as the endpoint saw it.
    function Get-Call([scriptblock] $Script) {
        Reset-Endpoint
        $null = & $Script
        $calls = @(Get-RecordedCall)
        $calls | Should -HaveCount 1
        $calls[0]
    }
}

AfterAll { Stop-Endpoint }

BeforeDiscovery {
    $used = Get-Module -ListAvailable AWS.Tools.DynamoDBv2 | Select-Object -First 1
    Write-Host "AWS.Tools.DynamoDBv2 $($used.Version) of $($used.ModuleBase)"
}

Describe 'AWS Tools takes credentials' {
    BeforeEach { Set-Profile }

    AfterEach { Clear-AWSCredential }

    # Every source from <Rank> on is there.
    It 'from <Source> before all that come after it' -ForEach @(
        @{ Rank = 1; Source = '-AccessKey and -SecretKey' }
        @{ Rank = 2; Source = '-ProfileName' }
        @{ Rank = 3; Source = 'the session (Set-AWSCredential)' }
        @{ Rank = 4; Source = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' }
        @{ Rank = 5; Source = 'the profile that AWS_PROFILE names' }
        @{ Rank = 6; Source = 'the default profile' }
    ) {
        $given = @{}
        $variables = @{}
        if ($Rank -le 1) { $given += $keys }
        if ($Rank -le 2) { $given.ProfileName = 'named' }
        if ($Rank -le 3) { Set-AWSCredential -AccessKey AKIA000000000003 -SecretKey secret }
        if ($Rank -le 4) { $variables += $environmentKeys }
        if ($Rank -le 5) { $variables.AWS_PROFILE = 'variable' }
        $call = Use-Environment $variables { Get-Call { Get-DDBTableList @at @given } }
        $call.account | Should -Be "00000000000$Rank"
    }

    It 'from -Credential before the session''s and the environment''s' {
        Set-AWSCredential -AccessKey AKIA000000000003 -SecretKey secret
        $credential = New-AWSCredential -AccessKey AKIA000000000007 -SecretKey secret
        $call = Use-Environment $environmentKeys { Get-Call { Get-DDBTableList @at -Credential $credential } }
        $call.account | Should -Be '000000000007'
    }

    It 'from the file that -ProfileLocation names' {
        "[named]`naws_access_key_id = AKIA000000000008`naws_secret_access_key = secret" | Set-Content $TestDrive/elsewhere
        $call = Get-Call { Get-DDBTableList @at -ProfileName named -ProfileLocation $TestDrive/elsewhere }
        $call.account | Should -Be '000000000008'
    }

    It 'from a profile that Set-AWSCredential names, until Clear-AWSCredential' {
        Set-AWSCredential -ProfileName named
        (Use-Environment $environmentKeys { Get-Call { Get-DDBTableList @at } }).account | Should -Be '000000000002'
        Clear-AWSCredential
        (Use-Environment $environmentKeys { Get-Call { Get-DDBTableList @at } }).account | Should -Be '000000000004'
    }

    It 'from no other profile where AWS_PROFILE names one that does not exist' {
        Reset-Endpoint
        Use-Environment @{ AWS_PROFILE = 'missing' } { { Get-DDBTableList @at } | Should -Throw '*missing*' }
        Get-CallCount | Should -Be 0
    }
}

Describe 'The session''s credentials' {
    AfterEach { Clear-AWSCredential }

    It 'are in $StoredAWSCredentials, whose text is the profile''s name and never a key' {
        Set-Profile
        Set-AWSCredential -ProfileName named
        "$StoredAWSCredentials" | Should -Be 'named'
        Set-AWSCredential @keys
        "$StoredAWSCredentials" | Should -Not -Match 'AKIA|secret'
    }

    It 'are what Get-AWSCredential emits, with the session token' {
        Get-AWSCredential | Should -BeNullOrEmpty
        Set-AWSCredential @keys -SessionToken token
        $credentials = Get-AWSCredential
        $credentials | Should -BeOfType ([Amazon.Runtime.AWSCredentials])
        $credentials.GetCredentials().Token | Should -Be 'token'
    }

    It 'are set for all of the session by -Scope Global, out of a function' {
        function Set-There { Set-AWSCredential @keys -Scope Global }
        Set-There
        try { (Get-Variable StoredAWSCredentials -Scope Global -ValueOnly) | Should -Not -BeNullOrEmpty }
        finally { Clear-AWSCredential -Scope Global }
        (Get-Variable StoredAWSCredentials -Scope Global -ValueOnly) | Should -BeNullOrEmpty
    }

    It 'are of the same kind as New-AWSCredential''s: <Kind>' -ForEach @(
        @{ Kind = 'BasicAWSCredentials'; Token = @{} }
        @{ Kind = 'SessionAWSCredentials'; Token = @{ SessionToken = 'token' } }
    ) {
        (New-AWSCredential @keys @Token).GetType().Name | Should -Be $Kind
        Set-AWSCredential @keys @Token
        (Get-AWSCredential).GetType().Name | Should -Be $Kind
    }

    It 'and the profiles that are stored are listed by Get-AWSCredential -ListProfileDetail' {
        Set-Profile
        (Get-AWSCredential -ListProfileDetail).ProfileName | Sort-Object | Should -Be 'default', 'named', 'variable'
    }
}

Describe 'AWS Tools takes the region' {
    AfterEach { Clear-DefaultAWSRegion }

    It 'from <Source> before all that come after it' -ForEach @(
        @{ Rank = 1; Source = '-Region'; Region = 'eu-west-1' }
        @{ Rank = 2; Source = 'the session (Set-DefaultAWSRegion)'; Region = 'eu-west-2' }
        @{ Rank = 3; Source = 'the default profile'; Region = 'eu-west-3' }
        @{ Rank = 4; Source = 'AWS_REGION'; Region = 'eu-north-1' }
    ) {
        $given = @{ EndpointUrl = $url }
        if ($Rank -le 1) { $given.Region = 'eu-west-1' }
        if ($Rank -le 2) { Set-DefaultAWSRegion eu-west-2 }
        Set-Profile ($Rank -le 3 ? @{ default = 'eu-west-3' } : @{})
        $call = Use-Environment ($environmentKeys + @{ AWS_REGION = 'eu-north-1' }) { Get-Call { Get-DDBTableList @given } }
        $call.region | Should -Be $Region
    }

    It 'not from the profile that -ProfileName names' {
        Set-Profile @{ named = 'sa-east-1' }
        $call = Use-Environment @{ AWS_REGION = 'eu-north-1' } { Get-Call { Get-DDBTableList -EndpointUrl $url -ProfileName named } }
        $call.region | Should -Be 'eu-north-1'
    }

    It 'not from AWS_DEFAULT_REGION' {
        Set-Profile
        Use-Environment ($environmentKeys + @{ AWS_DEFAULT_REGION = 'eu-north-1' }) {
            { Get-DDBTableList -EndpointUrl $url } | Should -Throw 'No region*'
        }
    }

    It 'as Get-AWSRegion emits it, which lists the regions' {
        (Get-AWSRegion).Region | Should -Contain 'eu-west-1'
        $region = Get-AWSRegion eu-west-1
        (Get-Call { Get-DDBTableList -EndpointUrl $url -Region $region @keys }).region | Should -Be 'eu-west-1'
        Set-DefaultAWSRegion eu-west-1
        (Get-DefaultAWSRegion).Region | Should -Be 'eu-west-1'
        (Get-AWSRegion eu-west-1).IsShellDefault | Should -BeTrue
        Clear-DefaultAWSRegion
        Get-DefaultAWSRegion | Should -BeNullOrEmpty
    }

    It 'as it stands where the SDK does not know it: it may be new' {
        (Get-Call { Get-DDBTableList -EndpointUrl $url -Region us-east-99 @keys }).region | Should -Be 'us-east-99'
    }

    It 'and says so in a debug line, once for each time it looks' {
        $DebugPreference = 'Continue'
        $lines = Get-DDBTableList @at @keys 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] }
        @($lines -match "^Region obtained from .*'us-east-1'$") | Should -HaveCount 1
    }

    It 'from -ClientConfig before the environment''s, and from -Region before that' {
        Set-Profile
        $config = { [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ RegionEndpoint = [Amazon.RegionEndpoint]::EUNorth1 } }
        Use-Environment ($environmentKeys + @{ AWS_REGION = 'eu-west-1' }) {
            (Get-Call { Get-DDBTableList -EndpointUrl $url -ClientConfig (& $config) }).region | Should -Be 'eu-north-1'
            (Get-Call { Get-DDBTableList @at -ClientConfig (& $config) }).region | Should -Be 'us-east-1'
        }
    }
}

Describe 'AWS Tools goes to the endpoint' {
    BeforeAll { $nowhere = 'http://127.0.0.1:1' }

    It 'of -EndpointUrl before the environment''s' {
        Use-Environment ($environmentKeys + @{ AWS_ENDPOINT_URL_DYNAMODB = $nowhere }) {
            (Get-Call { Get-DDBTableList @at }).operation | Should -Be 'ListTables'
        }
    }

    It 'of AWS_ENDPOINT_URL_DYNAMODB before that of AWS_ENDPOINT_URL' {
        Use-Environment ($environmentKeys + @{ AWS_ENDPOINT_URL_DYNAMODB = $url; AWS_ENDPOINT_URL = $nowhere }) {
            (Get-Call { Get-DDBTableList -Region us-east-1 }).operation | Should -Be 'ListTables'
        }
    }

    It 'of AWS_ENDPOINT_URL' {
        Use-Environment ($environmentKeys + @{ AWS_ENDPOINT_URL = $url }) {
            (Get-Call { Get-DDBTableList -Region us-east-1 }).operation | Should -Be 'ListTables'
        }
    }

    It 'and writes it into the -ClientConfig that it is given' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]::new()
        (Get-Call { Get-DDBTableList @at @keys -ClientConfig $config }).region | Should -Be 'us-east-1'
        $config.ServiceURL.TrimEnd('/') | Should -Be $url
        $config.AuthenticationRegion | Should -Be 'us-east-1'
    }

    It 'by the settings of -ClientConfig: no second attempt with MaxErrorRetry 0' {
        Reset-Endpoint
        Add-Fault @{ operation = 'ListTables'; kind = 'error-before'; times = 1 }
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ MaxErrorRetry = 0 }
        { Get-DDBTableList @at @keys -ClientConfig $config } | Should -Throw
        Get-CallCount ListTables | Should -Be 1
        Reset-Endpoint
    }
}

Describe 'AWS Tools ends a command' {
    BeforeAll {
        function Get-Failure([scriptblock] $Script) { try { $null = & $Script } catch { $_ } }
    }

    It 'that has no region with an InvalidOperationException that begins with "No region"' {
        Set-Profile
        $failure = Use-Environment $environmentKeys { Get-Failure { Get-DDBTableList -EndpointUrl $url } }
        $failure.Exception | Should -BeOfType InvalidOperationException
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidOperationException,*'
        $failure.CategoryInfo.Category | Should -Be InvalidOperation
        "$failure" | Should -BeLike 'No region*'
    }

    It 'whose profile has a role of a missing one with what the SDK says of it' {
        "[broken]`nsource_profile = nowhere`nrole_arn = arn:aws:iam::111122223333:role/none" | Set-Content $env:AWS_SHARED_CREDENTIALS_FILE
        "$(Use-Environment @{} { Get-Failure { Get-DDBTableList @at -ProfileName broken } })" | Should -Match '\[nowhere\]'
    }

    It 'whose region can be none' {
        { Get-DDBTableList -EndpointUrl $url -Region 'the moon' @keys } | Should -Throw
    }

    It 'that the service refuses with an InvalidOperationException around the SDK''s, whose type is the error''s id' {
        $failure = Get-Failure { AWS.Tools.DynamoDBv2\New-DDBBackup NoSuch -BackupName none @at @keys }
        $failure.Exception | Should -BeOfType InvalidOperationException
        $failure.Exception.InnerException | Should -BeOfType ([Amazon.DynamoDBv2.Model.TableNotFoundException])
        $failure.Exception.Message | Should -Be $failure.Exception.InnerException.Message
        $failure.FullyQualifiedErrorId | Should -BeLike 'Amazon.DynamoDBv2.Model.TableNotFoundException,*'
        $failure.CategoryInfo.Category | Should -Be InvalidOperation
    }
}

Describe 'AWS Tools'' <Command>' -ForEach @(
    @{ Command = 'New-DDBBackup'; Subject = 'TableName'; Impact = 'Medium' }
    @{ Command = 'Get-DDBBackup'; Subject = 'BackupArn' }
    @{ Command = 'Get-DDBBackupList'; Subject = 'TableName' }
    @{ Command = 'Remove-DDBBackup'; Subject = 'BackupArn'; Impact = 'High' }
    @{ Command = 'Restore-DDBTableFromBackup'; Subject = 'TargetTableName'; Impact = 'Medium' }
    @{ Command = 'Get-DDBTable'; Subject = 'TableName' }
    @{ Command = 'Remove-DDBTable'; Subject = 'TableName'; Impact = 'High' }
    @{ Command = 'Get-DDBTableList' }
) {
    BeforeAll {
        $info = Get-Command "AWS.Tools.DynamoDBv2\$Command"
        function Get-Binding([string] $Name) { $info.Parameters[$Name].ParameterSets.Values | Select-Object -First 1 }
    }

    It 'binds its subject at position 0, by value and by property name' {
        if (-not $Subject) { return }
        $binding = Get-Binding $Subject
        $info.Parameters[$Subject].ParameterType | Should -Be ([string])
        $binding.Position | Should -Be 0
        $binding.ValueFromPipeline | Should -BeTrue
        $binding.ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It 'binds -<_> by property name' -ForEach 'Region', 'AccessKey', 'SecretKey', 'SessionToken', 'ProfileName', 'ProfileLocation',
        'Credential', 'NetworkCredential', 'EndpointUrl', 'ClientConfig', 'Select' {
        (Get-Binding $_).ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It 'binds -Credential and -NetworkCredential, and no other common parameter, by value' {
        'Region', 'AccessKey', 'SecretKey', 'SessionToken', 'ProfileName', 'ProfileLocation', 'Credential', 'NetworkCredential',
            'EndpointUrl', 'ClientConfig', 'Select' | Where-Object { (Get-Binding $_).ValueFromPipeline } |
            Should -Be 'Credential', 'NetworkCredential'
    }

    It 'asks before it changes anything, and has -Force against it' {
        $attribute = $info.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)[0]
        $attribute.SupportsShouldProcess | Should -Be ([bool]$Impact)
        if ($Impact) { $attribute.ConfirmImpact | Should -Be $Impact }
        $info.Parameters.ContainsKey('Force') | Should -Be ([bool]$Impact)
    }
}

Describe 'What comes through the pipeline to AWS Tools' {
    BeforeAll {
        function New-Theirs { AWS.Tools.DynamoDBv2\New-DDBBackup -BackupName (New-Name) @at @keys @args }
    }

    It 'is a table''s name, or an object with a TableName' {
        (Get-Call { 'Music' | AWS.Tools.DynamoDBv2\New-DDBBackup -BackupName (New-Name) @at @keys }).target | Should -Be 'Music'
        (Get-Call { [pscustomobject]@{ TableName = 'Users' } | AWS.Tools.DynamoDBv2\New-DDBBackup -BackupName (New-Name) @at @keys }).target |
            Should -Be 'Users'
    }

    It 'is a credentials object' {
        $credential = New-AWSCredential -AccessKey AKIA000000000007 -SecretKey secret
        (Get-Call { $credential | AWS.Tools.DynamoDBv2\New-DDBBackup Music -BackupName (New-Name) @at }).account | Should -Be '000000000007'
    }

    It 'are a row''s region, keys and endpoint' {
        $row = [pscustomobject]@{
            TableName = 'Music'; Region = 'eu-west-1'; AccessKey = 'AKIA000000000007'; SecretKey = 'secret'; EndpointUrl = $url
        }
        $call = Get-Call { $row | AWS.Tools.DynamoDBv2\New-DDBBackup -BackupName (New-Name) }
        $call.target, $call.region, $call.account | Should -Be 'Music', 'eu-west-1', '000000000007'
    }

    It 'is a backup, described and deleted by its BackupArn' {
        $backup = New-Theirs Music
        $described = $backup | Get-DDBBackup @at @keys
        $described.BackupDetails.BackupArn | Should -Be $backup.BackupArn
        $described.SourceTableDetails.TableName | Should -Be 'Music'
        Wait-Until { ($backup | Get-DDBBackup @at @keys).BackupDetails.BackupStatus -eq 'AVAILABLE' }
        $null = $backup | Remove-DDBBackup -Force @at @keys
        Get-DDBBackupList -TableName Music @at @keys | Where-Object BackupArn -EQ $backup.BackupArn | Should -BeNullOrEmpty
    }
}

Describe '-Select of AWS Tools' {
    BeforeAll { $null = AWS.Tools.DynamoDBv2\New-DDBBackup Orders -BackupName selected @at @keys }

    It 'is the operation''s main part by default' {
        AWS.Tools.DynamoDBv2\New-DDBBackup Music -BackupName selected @at @keys | Should -BeOfType ([Amazon.DynamoDBv2.Model.BackupDetails])
        Get-DDBBackupList @at @keys | Select-Object -First 1 | Should -BeOfType ([Amazon.DynamoDBv2.Model.BackupSummary])
        Get-DDBTable Music @at @keys | Should -BeOfType ([Amazon.DynamoDBv2.Model.TableDescription])
        Get-DDBTableList @at @keys | Should -Contain 'Music'
    }

    It 'is the whole response by *' {
        Get-DDBTable Music -Select * @at @keys | Should -BeOfType ([Amazon.DynamoDBv2.Model.DescribeTableResponse])
    }

    It 'is a property of it by its path, and of each element of a list, whatever the case' {
        Get-DDBTable Music -Select table.tablename @at @keys | Should -Be 'Music'
        Get-DDBBackupList -TableName Orders -Select BackupSummaries.BackupName @at @keys | Should -Be 'selected'
    }

    It 'is a parameter by ^ and its name' {
        AWS.Tools.DynamoDBv2\New-DDBBackup Music -BackupName selected -Select ^TableName @at @keys | Should -Be 'Music'
    }

    It 'refuses what is none: <_>' -ForEach 'Nothing', 'Table.Nothing', '^Nothing' {
        { Get-DDBTable Music -Select $_ @at @keys } | Should -Throw -ExceptionType ([ArgumentException])
    }
}

Describe 'A listing of AWS Tools' {
    It 'goes on to the last page, unless -NoAutoIteration is given' {
        $all = @(Get-DDBTableList @at @keys)
        $all.Count | Should -BeGreaterThan 3
        @(Get-DDBTableList -Limit 2 -NoAutoIteration @at @keys) | Should -HaveCount 2
        Reset-Endpoint
        Get-DDBTableList -Limit 2 @at @keys | Should -Be $all
        Get-CallCount ListTables | Should -BeGreaterThan 1
    }
}

Describe 'The session''s proxy' {
    It 'is gone through until Clear-AWSProxy' {
        $config = [Amazon.DynamoDBv2.AmazonDynamoDBConfig]@{ MaxErrorRetry = 0 }
        Set-AWSProxy 127.0.0.1 1
        try { { Get-DDBTableList @at @keys -ClientConfig $config } | Should -Throw } finally { Clear-AWSProxy }
        (Get-Call { Get-DDBTableList @at @keys }).operation | Should -Be 'ListTables'
    }
}
