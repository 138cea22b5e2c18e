# What this module relies on of AWS Tools, whichever is there: AWS Tools for PowerShell 5 itself, or the stand-in of
# tests/AwsTools.StandIn, which is held to it by these tests. Where each rule is written:
#
# - AWS Tools for PowerShell (version 5) User Guide, "Credential and profile resolution" (creds-assign.html).
# - aws/aws-tools-for-powershell, issue 357, "V5 Development Tracker": release 5 leaves the search for credentials to the AWS
#   SDK, and so supports AWS_PROFILE; issue 8 has it tried.
# - The same repository, modules/AWSPowerShell/Common: BaseCmdlets.cs and CredentialsArguments.cs at a595fff (errors, -Select,
#   -EndpointUrl, -ClientConfig, the order of credentials and of regions, how parameters bind), SigV4SignerCmdlets.cs at ef8cd61
#   ("anything left null is resolved by the SDK's default chains"), CredentialsCmdlet.cs at 0003814.
# - aws/aws-sdk-net, sdk/src/Core/Amazon.Runtime/Credentials/DefaultAWSCredentialsIdentityResolver.cs at 0934adc: that chain.
BeforeAll {
    . $PSScriptRoot/AwsToolsContract.ps1
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

    It 'from -ProfileName before -Credential' {
        $credential = New-AWSCredential -AccessKey AKIA000000000007 -SecretKey secret
        (Get-Call { Get-DDBTableList @at -ProfileName named -Credential $credential }).account | Should -Be '000000000002'
    }

    # Why this module looks at what it was given, and refuses: these are the credentials of another account.
    It 'from where the SDK finds some where <Name>' -ForEach @(
        @{ Name = 'there is no profile of that name'; Given = @{ ProfileName = 'missing' } }
        @{ Name = 'an access key lacks its secret key'; Given = @{ AccessKey = 'AKIA000000000001' } }
        @{ Name = '-ProfileLocation names a file and -ProfileName no profile'; Given = @{ ProfileLocation = '/elsewhere/credentials' } }
    ) {
        (Use-Environment $environmentKeys { Get-Call { Get-DDBTableList @at @Given } }).account | Should -Be '000000000004'
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

    It 'not from the profile that AWS_PROFILE names' {
        Set-Profile @{ variable = 'sa-east-1' }
        Use-Environment @{ AWS_PROFILE = 'variable' } { { Get-DDBTableList -EndpointUrl $url } | Should -Throw 'No region*' }
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
