# What this module relies on of AWS Tools' commands, as in AwsToolsContract.Tests.ps1, which names the sources.
BeforeAll { . $PSScriptRoot/AwsToolsContract.ps1 }

AfterAll { Stop-Endpoint }

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
        $row = [pscustomobject]@{ TableName = 'Users' }
        (Get-Call { $row | AWS.Tools.DynamoDBv2\New-DDBBackup -BackupName (New-Name) @at @keys }).target | Should -Be 'Users'
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
