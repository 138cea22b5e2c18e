BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    Start-Endpoint
}

AfterAll { Stop-Endpoint }

Describe 'New-DdbBackup takes from the pipeline' {
    It 'strings' {
        $backups = 'Music', 'Users' | New-DdbBackup @at
        $backups.TableName | Sort-Object | Should -Be 'Music', 'Users'
        $backups | Should -BeOfType Amazon.DynamoDBv2.Model.BackupDetails
        $backups.BackupStatus.Value | Should -Be 'CREATING', 'CREATING'
    }
}
