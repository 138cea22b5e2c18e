@{
    RootModule           = 'DynamoBackup.dll'
    ModuleVersion        = '2.0.0'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    GUID                 = '5b1f3a52-0c8e-4a7b-9b0e-6f6a0d5d4c11'
    Author               = 'DynamoBackup contributors'
    CompanyName          = 'DynamoBackup'
    Copyright            = '(c) DynamoBackup contributors. MIT licence.'
    Description          = 'On-demand backups of Amazon DynamoDB tables, one or a thousand: create them, wait for them, and lose none. Built on AWS Tools for PowerShell: needs AWS.Tools.DynamoDBv2 5.x (Install-Module AWS.Tools.DynamoDBv2).'
    # An import that fails for want of it sends its reader here. To get it: Install-Module AWS.Tools.DynamoDBv2 -MaximumVersion 5.999.999
    # AWS.Tools.DynamoDBv2 pins the AWS.Tools.Common it was built with; naming both here can load two versions of Common.
    RequiredModules      = @(@{ ModuleName = 'AWS.Tools.DynamoDBv2'; ModuleVersion = '5.0.0'; MaximumVersion = '5.*' })
    # No TypesToProcess: each is a path that PowerShell resolves while it reads a list that the runspaces of a pool share, time
    # enough for another runspace's import to change the list.
    FormatsToProcess     = @('DynamoBackup.format.ps1xml')
    NestedModules        = @('DynamoBackup.Prompt.psm1')
    FunctionsToExport    = @()
    CmdletsToExport      = @('New-DdbBackup', 'Wait-DdbBackup', 'Limit-DdbBackup')
    VariablesToExport    = @()
    AliasesToExport      = @('Backup-DdbTable')
    PrivateData          = @{
        PSData = @{
            Tags       = @('AWS', 'DynamoDB', 'Backup', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
