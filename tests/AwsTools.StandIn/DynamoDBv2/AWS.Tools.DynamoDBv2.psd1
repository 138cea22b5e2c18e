@{
    RootModule           = 'AWS.Tools.DynamoDBv2.dll'
    ModuleVersion        = '5.0.0'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    GUID                 = '2f0c9a54-8a3c-4d7e-9d0b-6b1f6c1f7a02'
    Author               = 'DynamoBackup contributors'
    Description          = 'A stand-in for AWS.Tools.DynamoDBv2, for the tests and the demo of DynamoBackup on a machine without AWS Tools for PowerShell. It is not made by AWS and has only the commands that they use.'
    RequiredModules      = @(@{ ModuleName = 'AWS.Tools.Common'; RequiredVersion = '5.0.0'; GUID = '9a7b0f0e-3d0a-4f52-a7a1-5a3e3c6f2d01' })
    RequiredAssemblies   = @('AWSSDK.DynamoDBv2.dll')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Add-DDBKeySchema', 'Get-DDBBackup', 'Get-DDBBackupList', 'Get-DDBTable', 'Get-DDBTableList', 'New-DDBBackup', 'New-DDBTable',
        'New-DDBTableSchema', 'Remove-DDBBackup', 'Remove-DDBTable', 'Restore-DDBTableFromBackup'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
}
